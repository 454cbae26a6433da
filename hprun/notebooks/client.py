"""Layer 4: nbclient as a run needs it; imported where one begins."""

from __future__ import annotations

import asyncio
import atexit
import logging
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from tempfile import TemporaryDirectory
from typing import Any

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient

from hprun.notebooks.descriptors import Pipes
from hprun.notebooks.replies import of_no_start, told_by

_SAID = ("stream", "display_data", "update_display_data", "clear_output", "error")
_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Kernel(AsyncKernelManager):  # type: ignore[misc,unused-ignore]  # of an extra
    """A kernel of this python, whatever kernels the user has by what names."""

    @property
    def kernel_spec(self) -> KernelSpec:
        """How the kernel is started."""
        words = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        words.append("--IPKernelApp.capture_fd_output=False")
        return KernelSpec(argv=words, display_name="Python 3", language="python")


class Client(NotebookClient):  # type: ignore[misc,unused-ignore]  # of an extra
    """Runs the cells of a notebook, and shows what they write when they write it.

    `at` is the index of the cell that runs, -1 before the first. `caught` is the signal that was to
    end the run.
    """

    def __init__(self, notebook: Any, show: Callable[[str, str], None]) -> None:  # noqa: ANN401
        silent = logging.getLogger("hprun.notebooks")
        silent.setLevel(logging.CRITICAL + 1)
        super().__init__(notebook, timeout=None, log=silent)
        self._show = show
        self._pipes: Pipes | None = None
        self._told_before = ""
        self._indices: dict[str, int] = {}
        self.at = -1
        self.caught = 0

    def create_kernel_manager(self) -> Kernel:
        """Make the manager, which talks with its kernel through files that nobody else can open."""
        if os.name == "posix":
            self._folder = TemporaryDirectory(prefix="hprun-")
            names = (os.path.join(self._folder.name, name) for name in ("kernel.json", "socket"))
            self.km = Kernel(transport="ipc", connection_file=next(names), ip=next(names))
        else:
            self.km = Kernel()
        return self.km

    async def async_start_new_kernel(self, **settings: Any) -> None:  # noqa: ANN401 - theirs
        """Start the kernel; where there are pipes of POSIX, its streams are read from them."""
        if os.name != "posix":
            await super().async_start_new_kernel(**settings)
            return
        self._pipes = Pipes(self._take)
        await super().async_start_new_kernel(**settings, **self._pipes.given)
        self._pipes.listen()

    async def async_start_new_kernel_client(self) -> Any:  # noqa: ANN401 - theirs
        """Connect to the kernel. Raises ConfigError where it has ended before."""
        try:
            client = await super().async_start_new_kernel_client()
        except RuntimeError as error:
            atexit.unregister(self._cleanup_kernel)
            self.drain()
            raise of_no_start(self._told_before) from error
        heard = client.iopub_channel.get_msg

        async def get_msg(*words: Any, **named: Any) -> Any:  # noqa: ANN401 - theirs
            message = await heard(*words, **named)
            self._take_of_before(message)
            return message

        client.iopub_channel.get_msg = get_msg
        return client

    def drain(self) -> None:
        """Show what the kernel has written past python by now, and keep it with the cell."""
        if self._pipes is not None:
            self._pipes.drain()

    def close(self) -> None:
        """Show what the kernel wrote when it ended."""
        if self._pipes is not None:
            self._pipes.close()

    def _take(self, name: str, text: str) -> None:
        if self.at < 0:
            self._told_before += text
        elif self.nb.cells[self.at].cell_type == "code":
            kind = {"msg_type": "stream"}
            message = kind | {"header": kind, "parent_header": {}}
            message["content"] = {"name": name, "text": text}
            self.process_message(message, self.nb.cells[self.at], self.at)
        else:
            self._show(name, text)

    def _take_of_before(self, message: Any) -> None:  # noqa: ANN401 - theirs
        """Take what a task says that a cell before this one has begun: it is an output of that."""
        index = self._indices.get(message["parent_header"].get("msg_id"), self.at)
        if index != self.at and message["msg_type"] in _SAID:
            self.process_message(message, self.nb.cells[index], index)

    async def ask(self, code: str, expression: str = "") -> str:
        """Have the kernel do something that is no cell; return the text that an expression gives.

        Raises ConfigError where it fails, DeadKernelError where there is no kernel any more.
        """
        asked = {"told": expression} if expression else {}
        number = self.kc.execute(code, silent=True, store_history=False, user_expressions=asked)
        reply = await self.async_wait_for_reply(number)
        return told_by(reply["content"])

    async def play(self) -> None:
        """Run all cells. Raises CellExecutionError, and DeadKernelError."""
        for index, cell in enumerate(self.nb.cells):
            self.at = index
            await self.async_execute_cell(cell, index)

    def process_message(self, msg: Any, cell: Any, cell_index: int) -> Any:  # noqa: ANN401 - theirs
        """Show a message of the kernel, and keep it in the notebook."""
        content = msg["content"]
        match msg["msg_type"]:
            case "stream":
                self._show(content["name"], content["text"])
            case "execute_result" | "display_data" if "text/plain" in content["data"]:
                self._show("stdout", f"{content['data']['text/plain']}\n")
            case "error":
                self._show("stderr", "\n".join((*content["traceback"], "")))
            case "status":
                self._indices[msg["parent_header"]["msg_id"]] = cell_index
                self.drain()
        return super().process_message(msg, cell, cell_index)

    def take_signals(self) -> None:
        """Interrupt the cell at the first ctrl-c; at a second one, or a SIGTERM, end the kernel."""
        loop = asyncio.get_running_loop()
        with suppress(NotImplementedError):  # elsewhere than on POSIX
            for number in _SIGNALS:
                loop.add_signal_handler(number, self._catch, number)

    def _catch(self, number: int) -> None:
        insisting = self.caught or number == signal.SIGTERM
        self.caught = number
        if self.km is not None:
            ending = self.km.shutdown_kernel(now=True) if insisting else self._interrupt()
            self._task = asyncio.ensure_future(ending)

    async def _interrupt(self) -> None:
        await self.km.interrupt_kernel()
        self.kc.kernel_info()  # a cell that awaits something hears of a signal by the next message

    def signal_of_the_kernel(self) -> int:
        """Return the signal that has ended the kernel, 0 if it was none."""
        process = getattr(getattr(self.km, "provisioner", None), "process", None)
        return -min(getattr(process, "returncode", 0) or 0, 0)
