"""Policies that were trained here, in other programs."""

import functools

import numpy

from checks import expect_agreement, expect_same
from policies import answers, load, normalised, observations, returns


@functools.cache
def trained(program, environment):
    """A session with a base of its own."""
    session = "out-" + environment
    program.run("train", environment, "--session", session, "--steps", program.steps)
    return session


def exported(program, environment, form, ending):
    session = trained(program, environment)
    file = program.folder / f"{session}{ending}"
    program.run("export", session, "--format", form, "--out", file)
    beside = file.with_name(file.stem + ".vecnormalize.pkl")
    return session, file, beside if beside.exists() else None


def onnx(program, environment):
    import onnxruntime

    session, file, _ = exported(program, environment, "onnx", ".onnx")
    rows = observations(environment)
    ours = program.answers(session, rows)
    graph = onnxruntime.InferenceSession(str(file), providers=["CPUExecutionProvider"])
    names = [output.name for output in graph.get_outputs()]
    assert names == ["mean", "log_std", "value"], names
    mean, deviation, value = graph.run(None, {"observation": rows})
    assert deviation.shape == (mean.shape[1],), deviation.shape
    return ", ".join([
        expect_same(mean, ours["outputs"], "means"), expect_same(value[:, 0], ours["values"], "values")])


def check_onnx_of_Pendulum_in_onnxruntime(program):
    return onnx(program, "Pendulum-v1")


def check_onnx_of_Hopper_in_onnxruntime(program):
    return onnx(program, "Hopper-v5")


def check_onnx_is_valid(program):
    import onnx as package

    _, file, _ = exported(program, "Hopper-v5", "onnx", ".onnx")
    package.checker.check_model(package.load(str(file)), full_check=True)


def sb3(program, environment):
    session, file, beside = exported(program, environment, "sb3", ".zip")
    rows = observations(environment)
    ours = program.answers(session, rows)
    # The environment's spaces have to be those of the file.
    model = load(file, environment, beside)
    means, values = answers(model, normalised(rows, beside, environment))
    actions, _ = model.predict(normalised(rows, beside, environment), deterministic=True)
    return ", ".join([
        expect_same(means, ours["outputs"], "means"), expect_same(actions, ours["actions"], "actions"),
        expect_same(values, ours["values"], "values")])


def check_sb3_of_Pendulum_answers_the_same(program):
    return sb3(program, "Pendulum-v1")


def check_sb3_of_Hopper_answers_the_same(program):
    return sb3(program, "Hopper-v5")


def check_sb3_of_Hopper_scores_the_same(program):
    session, file, beside = exported(program, "Hopper-v5", "sb3", ".zip")
    theirs = returns(load(file), "Hopper-v5", 40, beside)
    return expect_agreement(program.returns(session, 40), theirs)


def check_sb3_of_Hopper_is_trained_on(program):
    _, file, beside = exported(program, "Hopper-v5", "sb3", ".zip")
    model = load(file, "Hopper-v5", beside)
    before = model.policy.action_net.weight.detach().numpy().copy()
    model.learn(model.n_steps)
    assert not numpy.array_equal(before, model.policy.action_net.weight.detach().numpy()), "nothing was learnt"


def check_safetensors_names(program):
    session, file, _ = exported(program, "Hopper-v5", "safetensors", ".safetensors")
    program.run("import", file, "--from", "safetensors", "--session", "again", "--env", "Hopper-v5")
    rows = observations("Hopper-v5", 100)
    return expect_same(program.answers("again", rows)["outputs"], program.answers(session, rows)["outputs"], "means", 0)
