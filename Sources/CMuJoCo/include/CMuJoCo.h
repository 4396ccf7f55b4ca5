/// The seam to libmujoco: the few calls that a locomotion task needs, none of which can end the process.
///
/// MuJoCo's own error handler calls `exit`. Here an error unwinds, inside C, to the guarded call that caused it; the call
/// returns a failure and `CMuJoCo_message` has MuJoCo's words. Nothing of mujoco.h leaks out of this header, because its
/// handlers are shared mutable globals that the Swift 6 mode refuses and its field types differ between 2.2 and 4.0.
///
/// A model is never written after it was loaded, so any number of threads may read it; a data belongs to one thread at a
/// time. Messages are kept for each thread by itself.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// A compiled model (`mjModel`).
typedef struct CMuJoCo_Model CMuJoCo_Model;
/// The state of one simulation (`mjData`).
typedef struct CMuJoCo_Data CMuJoCo_Data;

/// The library's version as text, such as "2.2.2".
const char *CMuJoCo_libraryVersion(void);
/// Whether the library is the release that the headers were written for; structures differ between releases.
bool CMuJoCo_headersMatchLibrary(void);
/// What MuJoCo said last on this thread, an error or a warning; empty where it said nothing since the last guarded call.
const char *CMuJoCo_message(void);

// MARK: - Models

/// Compiles the MJCF file at `path`; NULL on failure, with the reason as `CMuJoCo_message`.
CMuJoCo_Model *CMuJoCo_load(const char *path);
/// Frees a model; NULL is allowed.
void CMuJoCo_freeModel(CMuJoCo_Model *model);

/// What is fixed about a model. Arrays are row-major, belong to the model and live as long as it does.
typedef struct CMuJoCo_Layout {
  int32_t positions;                 ///< nq, length of qpos.
  int32_t velocities;                ///< nv, length of qvel.
  int32_t controls;                  ///< nu, length of ctrl.
  int32_t bodies;                    ///< nbody, the world included.
  int32_t joints;                    ///< njnt.
  int32_t geoms;                     ///< ngeom.
  double timestep;                   ///< Seconds of one physics step.
  const double *initialPositions;    ///< qpos0 (nq).
  const int *bodyParent;             ///< (nbody).
  const double *bodyPosition;        ///< In the parent's frame, m (nbody x 3).
  const double *bodyRotation;        ///< Quaternion w x y z (nbody x 4).
  const int *jointType;              ///< 0 free, 1 ball, 2 slide, 3 hinge (njnt).
  const int *jointBody;              ///< (njnt).
  const int *jointPositionAddress;   ///< Where the joint starts in qpos (njnt).
  const int *jointVelocityAddress;   ///< Where the joint starts in qvel (njnt).
  const double *jointPosition;       ///< Anchor in the body's frame, m (njnt x 3).
  const double *jointAxis;           ///< In the body's frame (njnt x 3).
  const double *jointRange;          ///< rad or m (njnt x 2).
  const uint8_t *jointLimited;       ///< Whether the range counts (njnt).
  const int *geomType;               ///< 0 plane, 2 sphere, 3 capsule, others (ngeom).
  const int *geomBody;               ///< (ngeom).
  const double *geomPosition;        ///< In the body's frame, m (ngeom x 3).
  const double *geomRotation;        ///< Quaternion w x y z (ngeom x 4).
  const double *geomSize;            ///< Radius and half length first, m (ngeom x 3).
  const double *controlRange;        ///< (nu x 2).
  const uint8_t *controlLimited;     ///< Whether the range counts (nu).
  const int *controlTarget;          ///< The joint that an actuator drives, in column 0 (nu x 2).
  const int *controlTransmission;    ///< 0 where an actuator drives a joint (nu).
  const double *controlGear;         ///< Torque in N m for a control of 1, in column 0 (nu x 6).
  int32_t keys;                      ///< nkey.
  const double *keyPositions;        ///< qpos of each keyframe (nkey x nq).
  const double *keyVelocities;       ///< qvel of each keyframe (nkey x nv).
} CMuJoCo_Layout;

/// The layout of a model.
CMuJoCo_Layout CMuJoCo_layout(const CMuJoCo_Model *model);

/// Kinds of things that have names.
enum {
  CMuJoCo_body = 1,
  CMuJoCo_joint = 3,
  CMuJoCo_geom = 5,
  CMuJoCo_actuator = 19,
  CMuJoCo_key = 23,
};

/// The name of a thing, or NULL where it has none.
const char *CMuJoCo_name(const CMuJoCo_Model *model, int kind, int index);

// MARK: - Simulations

/// Makes a simulation at the model's initial state; NULL on failure, with the reason as `CMuJoCo_message`.
CMuJoCo_Data *CMuJoCo_makeData(const CMuJoCo_Model *model);
/// Frees a simulation; NULL is allowed.
void CMuJoCo_freeData(CMuJoCo_Data *data);

/// Arrays of a simulation; they belong to it and stay where they are for its whole life.
typedef struct CMuJoCo_Fields {
  double *positions;             ///< qpos (nq).
  double *velocities;            ///< qvel (nv).
  double *controls;              ///< ctrl (nu).
  const double *bodyPositions;   ///< xpos in the world, m (nbody x 3).
  double *bodyForces;            ///< cfrc_ext: torque N m, then force N, on each body (nbody x 6).
} CMuJoCo_Fields;

/// The arrays of a simulation.
CMuJoCo_Fields CMuJoCo_fields(const CMuJoCo_Data *data);

/// Bits of a result that say what MuJoCo warned of.
enum {
  CMuJoCo_succeeded = 0,
  CMuJoCo_nearSingularInertia = 1,
  CMuJoCo_contactsFull = 2,
  CMuJoCo_constraintsFull = 4,
  CMuJoCo_badPosition = 8,          ///< NaN, infinity or a huge number in qpos; MuJoCo has reset the simulation.
  CMuJoCo_badVelocity = 16,         ///< The same in qvel.
  CMuJoCo_badAcceleration = 32,     ///< The same in qacc.
  CMuJoCo_badControl = 64,          ///< The same in ctrl; MuJoCo has taken the controls as 0.
  CMuJoCo_failed = 128,             ///< MuJoCo gave up with an error; the simulation is of no use until it is reset.
};

/// Back to the initial state with all else zero, warnings included.
uint32_t CMuJoCo_reset(const CMuJoCo_Model *model, CMuJoCo_Data *data);
/// Computes what follows from the present positions, velocities and controls (`mj_forward`).
uint32_t CMuJoCo_forward(const CMuJoCo_Model *model, CMuJoCo_Data *data);
/// Advances by `steps` physics steps and, where asked for, computes the forces on bodies (`mj_rnePostConstraint`).
/// Stops early where a number went bad or MuJoCo failed. Allocates nothing.
uint32_t CMuJoCo_advance(const CMuJoCo_Model *model, CMuJoCo_Data *data, int32_t steps, bool computesForces);

/// Numbers in the full integration state: time, positions, velocities, activations, warm start, controls, applied forces,
/// motion capture, user data.
int32_t CMuJoCo_stateSize(const CMuJoCo_Model *model);
/// Copies the integration state to `state`.
void CMuJoCo_getState(const CMuJoCo_Model *model, const CMuJoCo_Data *data, double *state);
/// Takes the integration state up from `state`; whatever follows from it is computed by the next step.
void CMuJoCo_setState(const CMuJoCo_Model *model, CMuJoCo_Data *data, const double *state);
