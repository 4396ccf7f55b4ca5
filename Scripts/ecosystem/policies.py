"""What the checks of policies share: Stable-Baselines3's side of them."""

import gymnasium
import numpy
import torch
from stable_baselines3 import PPO
from stable_baselines3.common.vec_env import DummyVecEnv, VecNormalize

torch.set_num_threads(1)


def observations(environment, count=1_000, seed=7):
    """Observations of random play, in single precision."""
    env = gymnasium.make(environment)
    env.action_space.seed(seed)
    rows, (row, _) = [], env.reset(seed=seed)
    while len(rows) < count:
        rows.append(numpy.asarray(row, dtype=numpy.float32))
        row, _, terminated, truncated, _ = env.step(env.action_space.sample())
        if terminated or truncated:
            row, _ = env.reset()
    env.close()
    return numpy.stack(rows)


def normalised(rows, statistics, environment):
    """Rows as the policy sees them: by the VecNormalize in a file, or as they are."""
    if statistics is None:
        return rows
    venv = VecNormalize.load(str(statistics), DummyVecEnv([lambda: gymnasium.make(environment)]))
    assert not venv.training and not venv.norm_reward
    return venv.normalize_obs(rows).astype(numpy.float32)


def answers(model, rows):
    """Means before they are cut, and values, of a continuous policy."""
    with torch.no_grad():
        seen = torch.as_tensor(rows)
        means = model.policy.get_distribution(seen).distribution.mean
        return means.numpy(), model.policy.predict_values(seen)[:, 0].numpy()


def returns(model, environment, episodes, statistics=None, seed=1):
    """Returns of whole episodes in Gymnasium, the mean action taken."""
    env, found = gymnasium.make(environment), []
    scale = None
    if statistics is not None:
        scale = VecNormalize.load(str(statistics), DummyVecEnv([lambda: gymnasium.make(environment)]))
        scale.training = False
    for episode in range(episodes):
        row, _ = env.reset(seed=seed + episode)
        total, ended = 0.0, False
        while not ended:
            seen = row if scale is None else scale.normalize_obs(row)
            action, _ = model.predict(numpy.asarray(seen, dtype=numpy.float32), deterministic=True)
            row, reward, terminated, truncated, _ = env.step(action)
            total += float(reward)
            ended = terminated or truncated
        found.append(total)
    env.close()
    return found


def load(path, environment=None, statistics=None):
    """A policy that PPO.load reads, with the environment that it is for where one is given."""
    if environment is None:
        return PPO.load(str(path), device="cpu")
    venv = DummyVecEnv([lambda: gymnasium.make(environment)])
    if statistics is not None:
        venv = VecNormalize.load(str(statistics), venv)
    return PPO.load(str(path), env=venv, device="cpu")
