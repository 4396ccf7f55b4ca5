#!/bin/sh
# A grid of methods x alpha x seeds on one environment, by the commands of every stage. Prints a JSON object a line: one
# for each base policy and each refinement, as `evaluate --json` gives it, with the seed and alpha before it.
#
#   sh Examples/experiment/grid.sh > rows.jsonl
#   ENVIRONMENT=Hopper-v5 SEEDS="1 2 3" METHODS="ppo ultra-ra" ALPHAS="0.05 0.1" sh Examples/experiment/grid.sh > rows.jsonl
#
# A base policy is trained and coached once a seed; each alpha then refines a copy of its session. What is there already is
# not done again, so that a grid that was cut off goes on with the same command.
set -eu

# Read from the environment; TRAIN and REFINE hold options such as "--steps 100000 --set learningRate=0.001".
: "${SIDECOACH:=swift run -c release sidecoach}" "${ENVIRONMENT:=Pong}" "${SEEDS:=1 2 3}"
: "${METHODS:=ppo ultra-a ultra-r ultra-ra}" "${ALPHAS:=0.25 0.5}" "${EPISODES:=100}" "${ACCEPT:=verified}"
: "${TRAIN:=--steps 524288 --set annealLearningRate=false}" "${REFINE:=}" "${SESSIONS:=sessions/grid}"

# Runs a command on the grid's sessions; options are words, so they are not quoted.
coach() { $SIDECOACH "$@" --sessions "$SESSIONS"; }

# row SEED ALPHA SESSION RUN: evaluates a run and prints its row on one line.
row() {
  printf '{"seed": %s, "alpha": %s, "evaluation": %s}\n' "$1" "$2" \
    "$(coach evaluate "$3" --checkpoint "$4" --episodes "$EPISODES" --json)"
}

mkdir -p "$SESSIONS"
for seed in $SEEDS; do
  base="base-$seed"
  coach train "$ENVIRONMENT" --session "$base" --seed "$seed" $TRAIN >&2
  coach collect "$base" --episodes 4 >&2
  coach identify "$base" >&2
  coach verify "$base" >&2
  coach review "$base" --accept "$ACCEPT" >&2
  row "$seed" null "$base" base
  for alpha in $ALPHAS; do
    session="alpha-$alpha-$seed"
    [ -d "$SESSIONS/$session" ] || cp -r "$SESSIONS/$base" "$SESSIONS/$session"
    for method in $METHODS; do
      status=0
      coach refine "$session" --method "$method" --alpha "$alpha" $REFINE >&2 || status=$?
      case $status in
        0) row "$seed" "$alpha" "$session" "$method" ;;
        1) echo "grid: $method at alpha $alpha, seed $seed, is left out" >&2 ;;  # such as for want of accepted advice
        *) exit "$status" ;;
      esac
    done
  done
done
