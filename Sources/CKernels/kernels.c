#include "CKernels.h"

#include <math.h>
#include <string.h>

#if defined(__x86_64__)
#define CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define CLONES
#endif
#define INLINE static inline __attribute__((always_inline))

// Sixteen lanes: one register with AVX-512, two with AVX2, four with SSE. Alignment 4: any address will do.
typedef float lanes __attribute__((vector_size(64), aligned(4)));
typedef int32_t ilanes __attribute__((vector_size(64), aligned(4)));
typedef double dlanes __attribute__((vector_size(64), aligned(8)));
typedef float half_lanes __attribute__((vector_size(32), aligned(4)));

// One tile of the product, kept in registers over the whole of k. `rows` and `vectors` are constants at every call.
#define TILE(ROWS, VECTORS)                                                                          \
  do {                                                                                               \
    lanes sums[ROWS][VECTORS];                                                                       \
    _Pragma("unroll") for (int r = 0; r < ROWS; r++)                                                 \
        _Pragma("unroll") for (int v = 0; v < VECTORS; v++)                                          \
            sums[r][v] = accumulate ? *(const lanes *)(c + (i + r) * c_row + j + v * CKERNELS_LANES) \
                                    : (lanes){0};                                                    \
    for (int p = 0; p < k; p++) {                                                                    \
      const float *right = b + p * b_row + j;                                                        \
      lanes operand[VECTORS];                                                                        \
      _Pragma("unroll") for (int v = 0; v < VECTORS; v++)                                            \
          operand[v] = *(const lanes *)(right + v * CKERNELS_LANES);                                 \
      _Pragma("unroll") for (int r = 0; r < ROWS; r++) {                                             \
        float left = a[(i + r) * a_row + p * a_column];                                              \
        _Pragma("unroll") for (int v = 0; v < VECTORS; v++) sums[r][v] += left * operand[v];         \
      }                                                                                              \
    }                                                                                                \
    _Pragma("unroll") for (int r = 0; r < ROWS; r++)                                                 \
        _Pragma("unroll") for (int v = 0; v < VECTORS; v++)                                          \
            *(lanes *)(c + (i + r) * c_row + j + v * CKERNELS_LANES) = sums[r][v];                   \
  } while (0)

// The rows that are left over when others go in fours: wide tiles, since few rows alone leave the units waiting.
#define LAST_ROWS(ROWS)                                                           \
  for (; j + 4 * CKERNELS_LANES <= n; j += 4 * CKERNELS_LANES) TILE(ROWS, 4);     \
  for (; j < n; j += CKERNELS_LANES) TILE(ROWS, 1)

CLONES void CKernels_gemm(int m, int n, int k, const float *a, ptrdiff_t a_row, ptrdiff_t a_column, const float *b,
                          ptrdiff_t b_row, float *c, ptrdiff_t c_row, int accumulate) {
  const int even = m - m % 4;
  int i = 0, j = 0;
  for (; j + 2 * CKERNELS_LANES <= n; j += 2 * CKERNELS_LANES) {
    for (i = 0; i + 8 <= even; i += 8) TILE(8, 2);
    for (; i < even; i += 4) TILE(4, 2);
  }
  for (; j < n; j += CKERNELS_LANES) {
    for (i = 0; i + 8 <= even; i += 8) TILE(8, 1);
    for (; i < even; i += 4) TILE(4, 1);
  }
  i = even;
  j = 0;
  switch (m - even) {
    case 3: LAST_ROWS(3); break;
    case 2: LAST_ROWS(2); break;
    case 1: LAST_ROWS(1); break;
    default: break;
  }
}

// Tile by tile, so that both sides stay in the nearest cache; the tile's columns are gathered by shuffles.
CLONES void CKernels_transpose(const float *values, int m, int n, int stride, float *out) {
  for (int i = 0; i < m; i += CKERNELS_LANES)
    for (int j = 0; j < n; j += CKERNELS_LANES) {
      float tile[CKERNELS_LANES][CKERNELS_LANES];
      for (int r = 0; r < CKERNELS_LANES; r++)
        *(lanes *)tile[r] = *(const lanes *)(values + (size_t)(i + r) * stride + j);
      for (int c = 0; c < CKERNELS_LANES; c++) {
        lanes column;
        _Pragma("unroll") for (int r = 0; r < CKERNELS_LANES; r++) column[r] = tile[r][c];
        *(lanes *)(out + (size_t)(j + c) * m + i) = column;
      }
    }
}

INLINE const void *row_start(const void *rows, size_t row_bytes, const int32_t *indices, int r) {
  size_t index = indices ? (size_t)indices[r] : (size_t)r;
  return (const char *)rows + index * row_bytes;
}

// Rows of a shuffled minibatch lie anywhere: those to come are fetched while this one is worked on.
enum { ROWS_AHEAD = 6 };
#define FETCH_AHEAD                                                                                        \
  if (r + ROWS_AHEAD < count) {                                                                            \
    const char *ahead = row_start(rows, row_bytes, indices, r + ROWS_AHEAD);                               \
    __builtin_prefetch(ahead);                                                                             \
    __builtin_prefetch(ahead + 64);                                                                        \
  }

// The row of a table that a word names.
#define TABLE_ROW(TABLE, WORD)                                                                             \
  (((WORD) & 0x7fff) >= cells ? bars + (size_t)(((WORD) & 0x7fff) - cells) * n                             \
   : map                      ? (TABLE) + (size_t)map[(WORD) & 0x7fff] * n                                 \
                              : (TABLE) + (size_t)((WORD) & 0x7fff) * n)

#define SPARSE_FORWARD(VECTORS)                                                                            \
  for (int r = 0; r < count; r++) {                                                                        \
    const uint16_t *row = row_start(rows, row_bytes, indices, r);                                          \
    FETCH_AHEAD                                                                                            \
    int words = row[0];                                                                                    \
    lanes sums[VECTORS];                                                                                   \
    _Pragma("unroll") for (int v = 0; v < VECTORS; v++)                                                    \
        sums[v] = *(const lanes *)(bias + j + v * CKERNELS_LANES);                                         \
    for (int p = 1; p <= words; p++) {                                                                     \
      const float *weight = TABLE_ROW(weights, row[p]) + j;                                          \
      float sign = row[p] & 0x8000 ? -1.0f : 1.0f;                                                         \
      _Pragma("unroll") for (int v = 0; v < VECTORS; v++)                                                  \
          sums[v] += sign * *(const lanes *)(weight + v * CKERNELS_LANES);                                 \
    }                                                                                                      \
    _Pragma("unroll") for (int v = 0; v < VECTORS; v++)                                                    \
        *(lanes *)(out + (size_t)r * n + j + v * CKERNELS_LANES) = sums[v];                                \
  }

CLONES void CKernels_sparse_forward(const void *rows, size_t row_bytes, const int32_t *indices, int count,
                                    const float *weights, const uint16_t *map, const float *bars, int cells,
                                    const float *bias, float *out, int n) {
  int j = 0;
  for (; j + 4 * CKERNELS_LANES <= n; j += 4 * CKERNELS_LANES) SPARSE_FORWARD(4)
  for (; j < n; j += CKERNELS_LANES) SPARSE_FORWARD(1)
}

#define SPARSE_BACKWARD(VECTORS, FROM, END)                                                                \
  for (int r = 0; r < count; r++) {                                                                        \
    const uint16_t *row = row_start(rows, row_bytes, indices, r);                                          \
    FETCH_AHEAD                                                                                            \
    int from = FROM, end = END;                                                                            \
    lanes change[VECTORS];                                                                                 \
    _Pragma("unroll") for (int v = 0; v < VECTORS; v++)                                                    \
        change[v] = *(const lanes *)(delta + (size_t)r * n + j + v * CKERNELS_LANES);                      \
    for (int p = from; p < end; p++) {                                                                     \
      float *target = TABLE_ROW(gradient, row[p]) + j;                                                     \
      float sign = row[p] & 0x8000 ? -1.0f : 1.0f;                                                         \
      _Pragma("unroll") for (int v = 0; v < VECTORS; v++)                                                  \
          *(lanes *)(target + v * CKERNELS_LANES) += sign * change[v];                                     \
    }                                                                                                      \
  }

CLONES void CKernels_sparse_backward(const void *rows, size_t row_bytes, const int32_t *indices, int count,
                                     const float *delta, float *gradient, const uint16_t *map, float *bars,
                                     int cells, int n, int first, int last) {
  int j = first;
  for (; j + 2 * CKERNELS_LANES <= last; j += 2 * CKERNELS_LANES) SPARSE_BACKWARD(2, 1, row[0] + 1)
  for (; j < last; j += CKERNELS_LANES) SPARSE_BACKWARD(1, 1, row[0] + 1)
}

CLONES void CKernels_sparse_backward_part(const void *rows, size_t row_bytes, const int32_t *indices, int count,
                                          const float *delta, float *gradient, const uint16_t *map, float *bars,
                                          int cells, int n, int first, int last, int part, int parts) {
  int j = first;
  for (; j + 2 * CKERNELS_LANES <= last; j += 2 * CKERNELS_LANES) SPARSE_BACKWARD(2, part > 0 ? row[part - 1] : parts, row[part])
  for (; j < last; j += CKERNELS_LANES) SPARSE_BACKWARD(1, part > 0 ? row[part - 1] : parts, row[part])
}

CLONES void CKernels_column_sums(const float *values, int count, int n, int stride, float *sums) {
  for (int j = 0; j < n; j += CKERNELS_LANES) {
    lanes total = *(const lanes *)(sums + j);
    for (int r = 0; r < count; r++) total += *(const lanes *)(values + (size_t)r * stride + j);
    *(lanes *)(sums + j) = total;
  }
}

CLONES void CKernels_gather_add(const float *rows, const int32_t *map, const float *shares, int count, int taps,
                                float *blocks, int n, int first, int last) {
  for (int r = 0; r < count; r++) {
    const float *row = rows + (size_t)r * n;
    for (int t = r * taps; t < (r + 1) * taps; t++) {
      float *block = blocks + (size_t)map[t] * n;
      const float share = shares[t];
      for (int j = first; j < last; j += CKERNELS_LANES) *(lanes *)(block + j) += share * *(const lanes *)(row + j);
    }
  }
}

CLONES void CKernels_scatter_add(const float *blocks, const int32_t *map, const float *shares, int count, int taps,
                                 float *rows, int n) {
  for (int r = 0; r < count; r++) {
    float *row = rows + (size_t)r * n;
    for (int t = r * taps; t < (r + 1) * taps; t++) {
      const float *block = blocks + (size_t)map[t] * n;
      const float share = shares[t];
      for (int j = 0; j < n; j += CKERNELS_LANES) *(lanes *)(row + j) += share * *(const lanes *)(block + j);
    }
  }
}

CLONES void CKernels_add_bias(float *values, int count, int n, const float *bias) {
  for (int r = 0; r < count; r++)
    for (int j = 0; j < n; j++) values[(size_t)r * n + j] += bias[j];
}

CLONES void CKernels_relu(float *values, size_t count) {
  for (size_t i = 0; i < count; i++) values[i] = values[i] > 0.0f ? values[i] : 0.0f;
}

CLONES void CKernels_relu_gradient(float *delta, const float *activations, size_t count) {
  for (size_t i = 0; i < count; i++) delta[i] = activations[i] > 0.0f ? delta[i] : 0.0f;
}

// tanh(x) as an odd polynomial of degree 13 over an even one of degree 6, fitted on |x| < 7.9, beyond which tanh is 1 in
// single precision; the coefficients are those that Eigen publishes. Close to 0, x itself is nearer than the quotient.
INLINE float tanh_one(float x) {
  float bounded = x < -7.90531110763549805f ? -7.90531110763549805f : x;
  bounded = bounded > 7.90531110763549805f ? 7.90531110763549805f : bounded;
  float square = bounded * bounded;
  float above = -2.76076847742355e-16f;
  above = above * square + 2.00018790482477e-13f;
  above = above * square - 8.60467152213735e-11f;
  above = above * square + 5.12229709037114e-08f;
  above = above * square + 1.48572235717979e-05f;
  above = above * square + 6.37261928875436e-04f;
  above = above * square + 4.89352455891786e-03f;
  float below = 1.19825839466702e-06f;
  below = below * square + 1.18534705686654e-04f;
  below = below * square + 2.26843463243900e-03f;
  below = below * square + 4.89352518554385e-03f;
  float quotient = bounded * above / below;
  quotient = quotient > 1.0f ? 1.0f : quotient;
  quotient = quotient < -1.0f ? -1.0f : quotient;
  return fabsf(x) < 0.0004f ? x : quotient;
}

CLONES void CKernels_tanh(float *values, size_t count) {
  for (size_t i = 0; i < count; i++) values[i] = tanh_one(values[i]);
}

CLONES void CKernels_tanh_gradient(float *delta, const float *activations, size_t count) {
  for (size_t i = 0; i < count; i++) delta[i] *= 1.0f - activations[i] * activations[i];
}

CLONES double CKernels_sum_of_squares(const float *values, size_t count) {
  dlanes low = {0}, high = {0};
  size_t i = 0;
  for (; i + CKERNELS_LANES <= count; i += CKERNELS_LANES) {
    dlanes first = __builtin_convertvector(*(const half_lanes *)(values + i), dlanes);
    dlanes second = __builtin_convertvector(*(const half_lanes *)(values + i + 8), dlanes);
    low += first * first;
    high += second * second;
  }
  double total = 0;
  for (int lane = 0; lane < 8; lane++) total += low[lane] + high[lane];
  for (; i < count; i++) total += (double)values[i] * values[i];
  return total;
}

CLONES void CKernels_add(float *a, const float *b, size_t count) {
  for (size_t i = 0; i < count; i++) a[i] += b[i];
}

CLONES void CKernels_adam(float *parameters, float *gradients, float *first, float *second, size_t count, float scale,
                          float rate, float beta1, float beta2, float epsilon) {
  for (size_t i = 0; i < count; i++) {
    float gradient = gradients[i] * scale;
    float mean = beta1 * first[i] + (1.0f - beta1) * gradient;
    float square = beta2 * second[i] + (1.0f - beta2) * gradient * gradient;
    first[i] = mean;
    second[i] = square;
    parameters[i] -= rate * mean / (sqrtf(square) + epsilon);
    gradients[i] = 0.0f;
  }
}

CLONES void CKernels_gather_rows(const void *rows, size_t row_bytes, const int32_t *indices, int count, int n,
                                 const float *offset, const float *scale, float *out) {
  for (int r = 0; r < count; r++) {
    const float *row = row_start(rows, row_bytes, indices, r);
    float *target = out + (size_t)r * n;
    if (!offset || !scale) {
      memcpy(target, row, (size_t)n * sizeof *row);
      continue;
    }
    for (int i = 0; i < n; i++) {
      float value = (row[i] - offset[i]) * scale[i];
      value = value < -10.0f ? -10.0f : value;
      target[i] = value > 10.0f ? 10.0f : value;
    }
  }
}

CLONES int CKernels_all_finite(const float *values, size_t count) {
  // A finite number times zero is zero; infinity and NaN give NaN.
  float sum = 0.0f;
  for (size_t i = 0; i < count; i++) {
    int32_t bits;
    memcpy(&bits, values + i, sizeof bits);
    sum += (bits & 0x7f800000) == 0x7f800000 ? 1.0f : 0.0f;
  }
  return sum == 0.0f;
}

#define PEAK_CHAINS 10

CLONES float CKernels_peak(long repetitions) {
  lanes chains[PEAK_CHAINS];
  for (int c = 0; c < PEAK_CHAINS; c++)
    for (int l = 0; l < CKERNELS_LANES; l++) chains[c][l] = 0.5f + 0.01f * (float)(c + l);
  lanes factor, term;
  for (int l = 0; l < CKERNELS_LANES; l++) {
    factor[l] = 0.999f;
    term[l] = 0.001f;
  }
  for (long r = 0; r < repetitions; r++)
    _Pragma("unroll") for (int c = 0; c < PEAK_CHAINS; c++) chains[c] = chains[c] * factor + term;
  float sum = 0.0f;
  for (int c = 0; c < PEAK_CHAINS; c++)
    for (int l = 0; l < CKERNELS_LANES; l++) sum += chains[c][l];
  return sum;
}

long CKernels_peak_operations(void) { return 2L * PEAK_CHAINS * CKERNELS_LANES; }

const char *CKernels_target(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("x86-64-v4")) return "AVX-512";
  if (__builtin_cpu_supports("x86-64-v3")) return "AVX2";
  return "SSE2";
#else
  return "portable";
#endif
}
