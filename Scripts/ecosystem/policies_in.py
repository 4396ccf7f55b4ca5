"""Policies that other programs trained, here."""

import functools

import gymnasium
import torch
from stable_baselines3 import PPO
from stable_baselines3.common.vec_env import DummyVecEnv, VecNormalize

from checks import Skip, expect_agreement, expect_same
from policies import answers, normalised, observations, returns


@functools.cache
def trained(program, environment, normalises, activation):
    """A policy of Stable-Baselines3: the model, its zip, and its statistics where it has some."""
    venv = DummyVecEnv([lambda: gymnasium.make(environment)])
    if normalises:
        venv = VecNormalize(venv)
    model = PPO("MlpPolicy", venv, seed=3, device="cpu", policy_kwargs={"activation_fn": activation})
    model.learn(program.steps)
    file, statistics = program.folder / f"in-{environment}.zip", None
    model.save(file)
    if normalises:
        statistics = file.with_suffix(".pkl")
        venv.training = venv.norm_reward = False
        venv.save(str(statistics))
    return model, file, statistics


def imported(program, session, file, form, environment, statistics=None):
    words = [] if statistics is None else ["--normalizer", statistics]
    program.run("import", file, "--from", form, "--session", session, "--env", environment, *words)
    return session


def hopper(program):
    return trained(program, "Hopper-v5", True, torch.nn.Tanh)


def pendulum(program):
    return trained(program, "Pendulum-v1", False, torch.nn.ReLU)


def same(program, session, environment, model, statistics=None):
    rows = observations(environment)
    ours = program.answers(session, rows)
    means, values = answers(model, normalised(rows, statistics, environment))
    return ", ".join([
        expect_same(ours["outputs"], means, "means"), expect_same(ours["values"], values, "values")])


def check_sb3_of_Hopper_answers_the_same(program):
    model, file, statistics = hopper(program)
    session = imported(program, "in-hopper", file, "sb3", "Hopper-v5", statistics)
    return same(program, session, "Hopper-v5", model, statistics)


def check_sb3_of_Hopper_scores_the_same(program):
    model, file, statistics = hopper(program)
    session = imported(program, "in-hopper-played", file, "sb3", "Hopper-v5", statistics)
    return expect_agreement(program.returns(session, 40), returns(model, "Hopper-v5", 40, statistics))


def check_sb3_of_Pendulum_answers_the_same(program):
    model, file, _ = pendulum(program)
    session = imported(program, "in-pendulum", file, "sb3", "Pendulum-v1")
    return same(program, session, "Pendulum-v1", model)


def check_onnx_that_torch_wrote(program):
    model, file, _ = pendulum(program)

    class Parts(torch.nn.Module):
        def __init__(self, policy):
            super().__init__()
            self.policy = policy

        def forward(self, rows):
            actor, critic = self.policy.mlp_extractor(self.policy.extract_features(rows))
            return self.policy.action_net(actor), self.policy.value_net(critic)

    graph = file.with_suffix(".onnx")
    try:
        torch.onnx.export(
            Parts(model.policy), (torch.zeros(1, 3),), str(graph), dynamo=False, opset_version=17,
            input_names=["observation"], output_names=["mean", "value"])
    except (ImportError, TypeError) as reason:
        raise Skip(f"torch writes no graph: {reason}")
    session = imported(program, "in-graph", graph, "onnx", "Pendulum-v1")
    return same(program, session, "Pendulum-v1", model)
