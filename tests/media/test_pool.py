"""Workers take the heavy libraries and the danger: what happens in one stays in one."""

import asyncio
import os
import pickle
import signal
import subprocess
import sys

import pytest
import uvloop

from fediart.media import studio, worker
from fediart.media.errors import BadImage, WorkFailed
from fediart.media.facts import Limits, Probe
from fediart.media.pool import Pool


@pytest.fixture
async def pool():
    async with Pool(time_limit=30, quiet=True) as made:
        yield made


def test_the_server_side_loads_no_image_library():
    code = "import sys, fediart.media.studio, fediart.media.storage;"
    code += "print({'PIL', 'numpy', 'onnxruntime', 'c2pa'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_every_target_is_a_function():
    for target in studio.TARGETS:
        assert callable(worker.resolve(target)), target


async def test_work_is_done_elsewhere_and_the_process_stays(pool):
    first = await pool.call("os:getpid")
    assert first != os.getpid() and (first,) == pool.processes
    assert await pool.call("os:getpid") == first
    assert await pool.call("operator:mul", b"x", 3_000_000) == b"x" * 3_000_000


async def test_our_errors_come_through_with_their_sentence(pool, put):
    with pytest.raises(BadImage, match="save it as JPEG"):
        await studio.probe(pool, put(b"<svg/>"), Limits())
    first = await pool.call("os:getpid")
    with pytest.raises(WorkFailed, match="ZeroDivisionError") as caught:
        await pool.call("operator:truediv", 1, 0)
    assert "Traceback" in caught.value.detail
    assert await pool.call("os:getpid") == first


async def test_a_crash_fails_its_own_task_only(pool):
    first = await pool.call("os:getpid")
    with pytest.raises(WorkFailed, match="SIGABRT"):
        await pool.call("os:abort")
    with pytest.raises(WorkFailed, match="status 7"):
        await pool.call("os:_exit", 7)
    assert await pool.call("os:getpid") != first


async def test_overlong_work_is_killed():
    async with Pool(time_limit=0.5) as pool:
        with pytest.raises(WorkFailed, match=r"longer than 0.5 seconds"):
            await pool.call("time:sleep", 3600)
        assert pool.processes == ()


async def test_too_much_memory_is_refused():
    async with Pool(memory_limit=1 << 30) as pool:
        first = await pool.call("os:getpid")
        with pytest.raises(WorkFailed, match="more memory"):
            await pool.call("builtins:bytearray", 2 << 30)
        assert await pool.call("os:getpid") == first


async def test_a_cancelled_task_takes_its_process_and_the_next_gets_a_fresh_one(pool):
    first = await pool.call("os:getpid")
    task = asyncio.create_task(pool.call("time:sleep", 3600))
    while pool._idle:
        await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert first not in pool.processes
    assert await pool.call("os:getpid") != first
    with pytest.raises(ProcessLookupError):
        os.kill(first, 0)


async def test_an_idle_worker_leaves_and_comes_back():
    async with Pool(idle_seconds=0) as pool:
        first = await pool.call("os:getpid")
        [process] = pool._alive
        await process.wait()
        assert process.returncode == 0 and pool.processes == ()
        assert await pool.call("os:getpid") != first


async def test_a_worker_killed_while_idle_is_replaced(pool):
    first = await pool.call("os:getpid")
    [process] = pool._alive
    process.kill()
    await process.wait()
    assert await pool.call("os:getpid") != first


async def test_tasks_share_the_workers_there_are():
    async with Pool(workers=2) as pool:
        answers = await asyncio.gather(*(pool.call("os:getpid") for _ in range(8)))
        assert 1 <= len(set(answers)) <= 2


async def test_a_closed_pool_fails_what_is_under_way_and_what_comes():
    pool = Pool()
    task = asyncio.create_task(pool.call("time:sleep", 3600))
    while not pool.processes:
        await asyncio.sleep(0)
    await pool.close()
    with pytest.raises(WorkFailed):
        await task
    with pytest.raises(WorkFailed, match="shutting down"):
        await pool.call("os:getpid")


async def test_an_answer_may_hold_plain_facts_only(pool, tmp_path):
    """A decoder that a file has taken over could answer with anything; nothing of it runs here."""
    answers = [
        "__import__('os').system",
        f"type('Trap', (), {{'__reduce__': lambda self: (__import__('os').mkdir, ({str(tmp_path / 'trap')!r},))}})()",
        "__import__('fediart.media.segments').media.segments.rewrite_file",
        "__import__('subprocess').Popen",
    ]
    for answer in answers:
        with pytest.raises(WorkFailed, match="may not cross"):
            await pool.call("builtins:eval", answer)
    assert not (tmp_path / "trap").exists()


async def test_secrets_of_the_server_stay_out_of_its_workers(pool, monkeypatch):
    monkeypatch.setenv("SMTP_PASSWORD", "hunter2")
    assert await pool.call("os:getenv", "SMTP_PASSWORD") is None


async def test_the_studio_does_it_all(pool, draw, put, tmp_path):
    original = put(draw.private_jpeg(draw.noise()))
    found = await studio.probe(pool, original, Limits())
    assert isinstance(found, Probe) and found.format == "JPEG"
    assert (await studio.read_metadata(pool, original)).gps[1] == "N"
    made = await studio.prepare(pool, original, tmp_path, draw.packet, Limits())
    assert made.renditions[0].untouched and made.renditions[0].path.is_file()
    size = await studio.embed(pool, made.renditions[1].path, tmp_path / "again", "WEBP", b"<x:xmpmeta>new</x:xmpmeta>")
    assert (tmp_path / "again").stat().st_size == size
    assert (await studio.prepare_avatar(pool, original, tmp_path, draw.packet, Limits())).width == 90
    assert (await studio.prepare_header(pool, original, tmp_path, draw.packet, Limits())).height == 40


def test_it_works_under_uvloop():
    async def story():
        async with Pool() as pool:
            return await pool.call("operator:add", 20, 22)

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        assert runner.run(story()) == 42


def test_a_task_that_eats_processor_time_ends_though_nobody_waits():
    task = pickle.dumps(("builtins:pow", (7, 10**9)))
    command = [sys.executable, "-P", "-m", "fediart.media.worker", "0", "0"]
    done = subprocess.run(
        command, input=worker.HEAD.pack(len(task)) + task, capture_output=True, check=False, timeout=90
    )
    assert done.returncode == -signal.SIGXCPU and done.stdout == b""
