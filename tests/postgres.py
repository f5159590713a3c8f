"""Runs a command with DATABASE_URL on a private PostgreSQL cluster, removed afterwards."""

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path


def binaries() -> Path:
    """The newest server installed on this machine."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: float(p.parts[4])
    )
    on_path = shutil.which("initdb")
    if not found and not on_path:
        sys.exit("PostgreSQL n'est pas installé : « apt-get install postgresql », puis réessayez.")
    return found[-1].parent if found else Path(on_path or "").parent


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def main(command: list[str]) -> int:
    folder = Path(tempfile.mkdtemp(prefix="balise-pg-"))
    # The server refuses to run as root: it then runs as the account that its package made.
    account = pwd.getpwnam("postgres") if os.getuid() == 0 else None
    if account:
        os.chown(folder, account.pw_uid, account.pw_gid)

    def run(program: str, *arguments: str) -> None:
        subprocess.run(
            [binaries() / program, *arguments],
            check=True,
            stdout=subprocess.DEVNULL,
            user=account.pw_uid if account else None,
            group=account.pw_gid if account else None,
            cwd=folder,
        )

    data = folder / "data"
    port = free_port()
    # Durability is worth nothing to a cluster that lives for one test run; to a measure it is.
    unsafe = "" if os.environ.get("DURABLE") else "-c fsync=off -c full_page_writes=off "
    options = (
        f"-k {folder} -p {port} -c listen_addresses=127.0.0.1 {unsafe}"
        "-c max_locks_per_transaction=256"
    )
    run("initdb", "-D", str(data), "-U", "balise", "-A", "trust", "--encoding=UTF8", "--locale=C")
    run("pg_ctl", "-D", str(data), "-o", options, "-l", str(folder / "log"), "-w", "start")
    try:
        address = f"postgres://balise@127.0.0.1:{port}/postgres"
        return subprocess.call(command, env={**os.environ, "DATABASE_URL": address})
    finally:
        run("pg_ctl", "-D", str(data), "-m", "immediate", "stop")
        shutil.rmtree(folder)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
