// Dense and sparse kernels in single precision, vectorised by the compiler for AVX-512, AVX2 with FMA, and portably.
//
// Every function is deterministic: the order of additions depends on the sizes alone, so splitting the work by rows or
// by columns over threads gives the same bits. Pointers need no alignment. Widths named `n` are multiples of 16.
#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define CKERNELS_LANES 16

// C (m x n) = A (m x k) * B (k x n), added to C when `accumulate` is not 0.
// A(i, j) is a[i * a_row + j * a_column], so a transposed operand costs nothing to name.
void CKernels_gemm(int m, int n, int k, const float *_Nonnull a, ptrdiff_t a_row, ptrdiff_t a_column,
                   const float *_Nonnull b, ptrdiff_t b_row, float *_Nonnull c, ptrdiff_t c_row, int accumulate);

// out (n x m) = the transpose of `values` (m x n, rows `stride` apart); m and n are multiples of 16.
void CKernels_transpose(const float *_Nonnull values, int m, int n, int stride, float *_Nonnull out);

// out (count x n) = bias + the signed sum of the rows of `weights` that each sparse row names: row `map[w]` for word w,
// or row w when `map` is NULL. Words from `cells` on name rows of `bars` instead.
// Row r starts at rows + indices[r] * row_bytes (or r * row_bytes when `indices` is NULL).
void CKernels_sparse_forward(const void *_Nonnull rows, size_t row_bytes, const int32_t *_Nullable indices, int count,
                             const float *_Nonnull weights, const uint16_t *_Nullable map,
                             const float *_Nonnull bars, int cells, const float *_Nonnull bias,
                             float *_Nonnull out, int n);

// gradient += the outer products of sparse rows and `delta` (count x n), for columns first ..< last only;
// words name rows as in CKernels_sparse_forward.
void CKernels_sparse_backward(const void *_Nonnull rows, size_t row_bytes, const int32_t *_Nullable indices, int count,
                              const float *_Nonnull delta, float *_Nonnull gradient, const uint16_t *_Nullable map,
                              float *_Nonnull bars, int cells, int n, int first, int last);

// The same for one part of the words: a row begins with where the words of each of `parts` parts end, counted from its
// start, and the first part's begin behind that. Parts name rows of `gradient` and `bars` that no other part names.
void CKernels_sparse_backward_part(const void *_Nonnull rows, size_t row_bytes, const int32_t *_Nullable indices,
                                   int count, const float *_Nonnull delta, float *_Nonnull gradient,
                                   const uint16_t *_Nullable map, float *_Nonnull bars, int cells, int n, int first,
                                   int last, int part, int parts);

// sums[j] (n) += the column sums of `values` (count x n, rows `stride` apart).
void CKernels_column_sums(const float *_Nonnull values, int count, int n, int stride, float *_Nonnull sums);

// blocks[map[r, t]] += shares[r, t] * rows[r] for every row r of `rows` (count x n) and each of its `taps` blocks,
// columns first ..< last only.
void CKernels_gather_add(const float *_Nonnull rows, const int32_t *_Nonnull map, const float *_Nonnull shares,
                         int count, int taps, float *_Nonnull blocks, int n, int first, int last);

// rows[r] += shares[r, t] * blocks[map[r, t]] for every row r of `rows` (count x n) and each of its `taps` blocks.
void CKernels_scatter_add(const float *_Nonnull blocks, const int32_t *_Nonnull map, const float *_Nonnull shares,
                          int count, int taps, float *_Nonnull rows, int n);

// values (count x n) += bias (n) in every row.
void CKernels_add_bias(float *_Nonnull values, int count, int n, const float *_Nonnull bias);

// values = max(values, 0).
void CKernels_relu(float *_Nonnull values, size_t count);

// delta = 0 where the activation is 0.
void CKernels_relu_gradient(float *_Nonnull delta, const float *_Nonnull activations, size_t count);

// values = tanh(values), within 5 units in the last place over the whole range.
void CKernels_tanh(float *_Nonnull values, size_t count);

// delta *= 1 - activation².
void CKernels_tanh_gradient(float *_Nonnull delta, const float *_Nonnull activations, size_t count);

// The sum of squares, in double precision over fixed groups of lanes.
double CKernels_sum_of_squares(const float *_Nonnull values, size_t count);

// a += b.
void CKernels_add(float *_Nonnull a, const float *_Nonnull b, size_t count);

// One step of Adam (Kingma and Ba, 2015) on `count` parameters; gradients are scaled first and cleared after.
// `rate` is already corrected for bias: lr * sqrt(1 - beta2^t) / (1 - beta1^t); epsilon likewise times sqrt(1 - beta2^t).
void CKernels_adam(float *_Nonnull parameters, float *_Nonnull gradients, float *_Nonnull first,
                   float *_Nonnull second, size_t count, float scale, float rate, float beta1, float beta2,
                   float epsilon);

// out (count x n) = the dense rows of single-precision numbers, less `offset`, times `scale`, cut to -10 ... 10; as they
// are when `offset` is NULL. Row r starts at rows + indices[r] * row_bytes (or r * row_bytes when `indices` is NULL).
void CKernels_gather_rows(const void *_Nonnull rows, size_t row_bytes, const int32_t *_Nullable indices, int count,
                          int n, const float *_Nullable offset, const float *_Nullable scale, float *_Nonnull out);

// 1 when every value is finite.
int CKernels_all_finite(const float *_Nonnull values, size_t count);

// Multiplies and adds for `repetitions` in registers; returns a value that depends on them, for peak measurement.
float CKernels_peak(long repetitions);

// Floating-point operations of one repetition of CKernels_peak.
long CKernels_peak_operations(void);

// Name of the instruction set that the kernels run on here.
const char *_Nonnull CKernels_target(void);

#ifdef __cplusplus
}
#endif
