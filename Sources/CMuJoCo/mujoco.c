#include "CMuJoCo.h"

#include <mujoco/mujoco.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdio.h>
#include <string.h>

_Static_assert(sizeof(mjtNum) == sizeof(double), "a MuJoCo built for single precision has other array types");
_Static_assert(mjJNT_FREE == 0 && mjJNT_BALL == 1 && mjJNT_SLIDE == 2 && mjJNT_HINGE == 3, "joint types as documented");
_Static_assert(mjGEOM_PLANE == 0 && mjGEOM_SPHERE == 2 && mjGEOM_CAPSULE == 3, "geom types as documented");
_Static_assert(mjTRN_JOINT == 0, "transmission types as documented");

#define MODEL(pointer) ((const mjModel *)(const void *)(pointer))
#define DATA(pointer) ((mjData *)(void *)(pointer))

// MARK: - Errors

// Where an error on this thread unwinds to, and what MuJoCo said last.
static _Thread_local jmp_buf *guard;
static _Thread_local char message[1024];

static void keep(const char *text) { snprintf(message, sizeof message, "%s", text ? text : ""); }

// MuJoCo goes on where this returns, in a state it never meant to go on in; so no call is made without a guard.
static void onError(const char *text) {
  keep(text);
  if (guard) longjmp(*guard, 1);
}

// Without a handler of our own MuJoCo writes to standard error and into a log file in the working directory.
static void onWarning(const char *text) { keep(text); }

static void install(void) {
  mju_user_error = onError;
  mju_user_warning = onWarning;
}

static pthread_once_t installed = PTHREAD_ONCE_INIT;

// Runs `body`; false where MuJoCo raised an error. Frames between here and MuJoCo are C and hold nothing to release.
static bool guarded(void (*body)(void *), void *argument) {
  jmp_buf here;
  pthread_once(&installed, install);
  message[0] = 0;
  if (setjmp(here)) {
    guard = NULL;
    return false;
  }
  guard = &here;
  body(argument);
  guard = NULL;
  return true;
}

const char *CMuJoCo_message(void) { return message; }

const char *CMuJoCo_libraryVersion(void) { return mj_versionString(); }

bool CMuJoCo_headersMatchLibrary(void) { return mj_version() == mjVERSION_HEADER; }

// MARK: - Models

typedef struct {
  const char *path;
  mjModel *model;
  char reason[1024];
} Loading;

static void load(void *argument) {
  Loading *loading = argument;
  loading->model = mj_loadXML(loading->path, NULL, loading->reason, sizeof loading->reason);
}

CMuJoCo_Model *CMuJoCo_load(const char *path) {
  // The compiler keeps the last document in a global.
  static pthread_mutex_t compiler = PTHREAD_MUTEX_INITIALIZER;
  Loading loading = {.path = path};
  pthread_mutex_lock(&compiler);
  bool succeeded = guarded(load, &loading);
  pthread_mutex_unlock(&compiler);
  // A model that was made with a warning is returned, and the warning stands in `reason`.
  if (succeeded && loading.reason[0]) keep(loading.reason);
  return (CMuJoCo_Model *)loading.model;
}

static void deleteModel(void *model) { mj_deleteModel(model); }

void CMuJoCo_freeModel(CMuJoCo_Model *model) {
  if (model) guarded(deleteModel, model);
}

CMuJoCo_Layout CMuJoCo_layout(const CMuJoCo_Model *model) {
  const mjModel *m = MODEL(model);
  return (CMuJoCo_Layout){
      .positions = (int32_t)m->nq,
      .velocities = (int32_t)m->nv,
      .controls = (int32_t)m->nu,
      .bodies = (int32_t)m->nbody,
      .joints = (int32_t)m->njnt,
      .geoms = (int32_t)m->ngeom,
      .timestep = m->opt.timestep,
      .initialPositions = m->qpos0,
      .bodyParent = m->body_parentid,
      .bodyPosition = m->body_pos,
      .bodyRotation = m->body_quat,
      .jointType = m->jnt_type,
      .jointBody = m->jnt_bodyid,
      .jointPositionAddress = m->jnt_qposadr,
      .jointVelocityAddress = m->jnt_dofadr,
      .jointPosition = m->jnt_pos,
      .jointAxis = m->jnt_axis,
      .jointRange = m->jnt_range,
      .jointLimited = (const uint8_t *)m->jnt_limited,
      .geomType = m->geom_type,
      .geomBody = m->geom_bodyid,
      .geomPosition = m->geom_pos,
      .geomRotation = m->geom_quat,
      .geomSize = m->geom_size,
      .controlRange = m->actuator_ctrlrange,
      .controlLimited = (const uint8_t *)m->actuator_ctrllimited,
      .controlTarget = m->actuator_trnid,
      .controlTransmission = m->actuator_trntype,
      .controlGear = m->actuator_gear,
      .keys = (int32_t)m->nkey,
      .keyPositions = m->key_qpos,
      .keyVelocities = m->key_qvel,
  };
}

const char *CMuJoCo_name(const CMuJoCo_Model *model, int kind, int index) {
  // The numbers of mjtObj have changed between releases.
  int type = kind == CMuJoCo_body ? mjOBJ_BODY : kind == CMuJoCo_joint ? mjOBJ_JOINT
           : kind == CMuJoCo_geom ? mjOBJ_GEOM : kind == CMuJoCo_key ? mjOBJ_KEY : mjOBJ_ACTUATOR;
  return mj_id2name(MODEL(model), type, index);
}

// MARK: - Simulations

typedef struct {
  const mjModel *model;
  mjData *data;
  int32_t steps;
  bool computesForces;
} Call;

static void make(void *argument) {
  Call *call = argument;
  call->data = mj_makeData(call->model);
}

CMuJoCo_Data *CMuJoCo_makeData(const CMuJoCo_Model *model) {
  Call call = {.model = MODEL(model)};
  return guarded(make, &call) ? (CMuJoCo_Data *)call.data : NULL;
}

static void deleteData(void *data) { mj_deleteData(data); }

void CMuJoCo_freeData(CMuJoCo_Data *data) {
  if (data) guarded(deleteData, data);
}

CMuJoCo_Fields CMuJoCo_fields(const CMuJoCo_Data *data) {
  mjData *d = DATA(data);
  return (CMuJoCo_Fields){
      .positions = d->qpos,
      .velocities = d->qvel,
      .controls = d->ctrl,
      .bodyPositions = d->xpos,
      .bodyForces = d->cfrc_ext,
  };
}

enum { goneBad = CMuJoCo_badPosition | CMuJoCo_badVelocity | CMuJoCo_badAcceleration | CMuJoCo_badControl };

// The warnings counted since `forget`.
static uint32_t warnings(const mjData *d) {
  const mjWarningStat *w = d->warning;
  return (w[mjWARN_INERTIA].number ? CMuJoCo_nearSingularInertia : 0u)
         | (w[mjWARN_CONTACTFULL].number ? CMuJoCo_contactsFull : 0u)
         | (w[mjWARN_CNSTRFULL].number ? CMuJoCo_constraintsFull : 0u)
         | (w[mjWARN_BADQPOS].number ? CMuJoCo_badPosition : 0u)
         | (w[mjWARN_BADQVEL].number ? CMuJoCo_badVelocity : 0u)
         | (w[mjWARN_BADQACC].number ? CMuJoCo_badAcceleration : 0u)
         | (w[mjWARN_BADCTRL].number ? CMuJoCo_badControl : 0u);
}

// Sets the counters to 0: what they say then happened in this call.
static void forget(mjData *d) {
  for (int kind = 0; kind < mjNWARNING; kind++) d->warning[kind].number = 0;
}

static uint32_t run(void (*body)(void *), Call *call) {
  forget(call->data);
  return guarded(body, call) ? warnings(call->data) : CMuJoCo_failed | warnings(call->data);
}

static void reset(void *argument) {
  Call *call = argument;
  mj_resetData(call->model, call->data);
}

uint32_t CMuJoCo_reset(const CMuJoCo_Model *model, CMuJoCo_Data *data) {
  Call call = {.model = MODEL(model), .data = DATA(data)};
  return run(reset, &call);
}

static void forward(void *argument) {
  Call *call = argument;
  mj_forward(call->model, call->data);
}

uint32_t CMuJoCo_forward(const CMuJoCo_Model *model, CMuJoCo_Data *data) {
  Call call = {.model = MODEL(model), .data = DATA(data)};
  return run(forward, &call);
}

static void advance(void *argument) {
  Call *call = argument;
  for (int32_t step = 0; step < call->steps; step++) {
    mj_step(call->model, call->data);
    if (warnings(call->data) & goneBad) return;
  }
  if (call->computesForces) mj_rnePostConstraint(call->model, call->data);
}

uint32_t CMuJoCo_advance(const CMuJoCo_Model *model, CMuJoCo_Data *data, int32_t steps, bool computesForces) {
  Call call = {.model = MODEL(model), .data = DATA(data), .steps = steps, .computesForces = computesForces};
  return run(advance, &call);
}

// MARK: - State

#if mjVERSION_HEADER >= 300

int32_t CMuJoCo_stateSize(const CMuJoCo_Model *model) {
  return (int32_t)mj_stateSize(MODEL(model), mjSTATE_INTEGRATION);
}

void CMuJoCo_getState(const CMuJoCo_Model *model, const CMuJoCo_Data *data, double *state) {
  mj_getState(MODEL(model), DATA(data), state, mjSTATE_INTEGRATION);
}

void CMuJoCo_setState(const CMuJoCo_Model *model, CMuJoCo_Data *data, const double *state) {
  mj_setState(MODEL(model), DATA(data), state, mjSTATE_INTEGRATION);
}

#else

// MuJoCo has functions for this from 3.0; before, the parts are listed here, in the order in which they are copied.
enum { partCount = 11 };

typedef struct {
  mjtNum *values;
  int count;
} Part;

static void parts(const mjModel *m, const mjData *d, Part list[partCount]) {
  Part all[partCount] = {
      {(mjtNum *)&d->time, 1},
      {d->qpos, m->nq},
      {d->qvel, m->nv},
      {d->act, m->na},
      {d->qacc_warmstart, m->nv},
      {d->ctrl, m->nu},
      {d->qfrc_applied, m->nv},
      {d->xfrc_applied, 6 * m->nbody},
      {d->mocap_pos, 3 * m->nmocap},
      {d->mocap_quat, 4 * m->nmocap},
      {d->userdata, m->nuserdata},
  };
  memcpy(list, all, sizeof all);
}

int32_t CMuJoCo_stateSize(const CMuJoCo_Model *model) {
  const mjModel *m = MODEL(model);
  return 1 + m->nq + 3 * m->nv + m->na + m->nu + 6 * m->nbody + 7 * m->nmocap + m->nuserdata;
}

void CMuJoCo_getState(const CMuJoCo_Model *model, const CMuJoCo_Data *data, double *state) {
  Part list[partCount];
  parts(MODEL(model), DATA(data), list);
  for (int part = 0; part < partCount; part++) {
    if (list[part].count) memcpy(state, list[part].values, (size_t)list[part].count * sizeof *state);
    state += list[part].count;
  }
}

void CMuJoCo_setState(const CMuJoCo_Model *model, CMuJoCo_Data *data, const double *state) {
  Part list[partCount];
  parts(MODEL(model), DATA(data), list);
  for (int part = 0; part < partCount; part++) {
    if (list[part].count) memcpy(list[part].values, state, (size_t)list[part].count * sizeof *state);
    state += list[part].count;
  }
}

#endif
