"""The store cannot be written: by its mode for an ordinary user, by the file system for root."""

import contextlib
import os
import shutil
import subprocess

from company import Sandbox, is_root
from disk import can_mount

READ_ONLY = r"cannot be written|Read-only file system|Permission denied|Operation not permitted"


def run(world):
    sandbox = Sandbox(world, 300)
    calm = world.place(sandbox)
    calm.must_complete("an undisturbed sync completes")
    ways = {"chmod": by_mode}
    if is_root():
        ways |= {"chattr +i": by_attribute}
        if can_mount(world):
            ways |= {"a read-only mount of the file": by_file_mount, "a read-only file system": by_folder_mount}
    places = {name: world.place(sandbox) for name in ways}
    for place in places.values():
        place.must_complete("a sync completes")
    sandbox.ask("POST", "advance", {"days": 3})
    before = calm.canonical()
    calm.must_complete("an undisturbed later sync completes")
    truth = calm.canonical()
    for name, way in ways.items():
        place = places[name]
        with contextlib.ExitStack() as stack:
            prefix = way(world, place, stack)
            if prefix is None:
                print(f"  (not tried: {name} has no effect here)")
                continue
            ended = place.sync(prefix=prefix)
            world.check(ended.reports_trouble(74, READ_ONLY), f"{name}: ends with 74 and says so", ended)
            ended = place.run("status", prefix=prefix)
            world.check(ended.code == 0 or ended.reports_trouble(74, r"\w"), f"{name}: status works or says why", ended)
        world.check(place.canonical() == before, f"{name}: nothing has changed")
        place.must_complete(f"{name}: writable again, the next run completes")
        place.must_equal(truth, name)


def by_mode(world, place, stack):
    if not is_root():
        place.store.chmod(0o400)
        stack.callback(place.store.chmod, 0o600)
        return []
    # Root is stopped by no mode: somebody else tries. Who may not run the program from where it stands cannot.
    prefix = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    program = world.folder / "waymark"
    shutil.copy(world.waymark, program)
    owned = [*place.folder.iterdir(), place.folder, place.config]
    above = [world.folder, world.folder.parent]
    for folder in above:
        folder.chmod(0o711)

    def undo():
        for folder in above:
            folder.chmod(0o700)
        for path in [*place.folder.iterdir(), place.folder, place.config]:
            os.chown(path, 0, 0)
        place.store.chmod(0o600)
        program.unlink()
        world.waymark = usual

    usual, world.waymark = world.waymark, str(program)
    stack.callback(undo)
    for path in owned:
        os.chown(path, 65534, 65534)
    place.store.chmod(0o400)
    tried = subprocess.run([*prefix, str(program), "--version"], capture_output=True, check=False)
    return prefix if tried.returncode == 0 else None


def by_attribute(world, place, stack):
    if subprocess.run(["chattr", "+i", place.store], capture_output=True, check=False).returncode != 0:
        return None
    stack.callback(subprocess.run, ["chattr", "-i", place.store], check=True)
    return []


def by_file_mount(world, place, stack):
    return mount_read_only(place.store, stack)


def by_folder_mount(world, place, stack):
    return mount_read_only(place.folder, stack)


def mount_read_only(path, stack):
    subprocess.run(["mount", "--bind", path, path], check=True)
    stack.callback(subprocess.run, ["umount", "-l", path], check=True)
    subprocess.run(["mount", "-o", "remount,ro,bind", path], check=True)
    return []
