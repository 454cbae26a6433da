"""Layer 4: the language server: what a workspace knows, spoken by pygls over standard streams."""

from __future__ import annotations

import asyncio
import gc
import os
import sys

from lsprotocol import types as lsp
from pygls.lsp.server import LanguageServer
from pygls.uris import from_fs_path, to_fs_path

from hprun.editors.files import forget
from hprun.editors.workspace import Workspace
from hprun.version import VERSION

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from hprun.editors.findings import Finding
    from hprun.editors.spots import Span
    from hprun.editors.workspace import Project

    ProjectOf = Callable[[str], Project | None]

_NAME = "hprun"
_CALM = 0.4
"""Seconds without a key after which programs are scanned as a whole, where that may tell more."""
_WATCHED = "**/*.{py,yaml,yml,json,toml}"


class Server(LanguageServer):  # type: ignore[misc,unused-ignore]  # Any without pygls
    """What is known of the client's folder, and what is still to be done for it."""

    def __init__(self, project_of: ProjectOf) -> None:
        super().__init__(_NAME, VERSION)
        self.project_of = project_of
        self.known = Workspace(os.getcwd(), project_of)
        self._later: asyncio.TimerHandle | None = None
        self._working: asyncio.Task[None] | None = None

    def enter(self, folder: str) -> None:
        """Take a folder for the one that the client shows: paths are told as from there."""
        os.chdir(folder)
        self.known = Workspace(folder, self.project_of)

    # Places, in the client's units

    def at(self, document: lsp.TextDocumentIdentifier, place: lsp.Position) -> tuple[str, int, int]:
        """Return the path, line and column of a place that the client names."""
        path = path_of(document.uri)
        found = self.known.documents.at(path)
        lines = found.lines if found else []
        line = lines[place.line] if place.line < len(lines) else ""
        codec = self.workspace.position_codec
        units, column = 0, 0
        for character in line:
            if units >= place.character:
                break
            units += codec.client_num_units(character)
            column += 1
        return path, place.line, column

    def range(self, span: Span) -> lsp.Range:
        """Return a span as the client counts."""
        found = self.known.documents.at(span.path)
        lines = found.lines if found else []
        line = lines[span.line] if span.line < len(lines) else ""
        units = self.workspace.position_codec.client_num_units
        start, end = (units(line[:column]) for column in (span.start, span.end))
        return lsp.Range(lsp.Position(span.line, start), lsp.Position(span.line, end))

    def location(self, span: Span) -> lsp.Location:
        """Return a span with its file."""
        return lsp.Location(uri_of(span.path), self.range(span))

    # What is told without being asked

    def tell(self, path: str) -> None:
        """Send what is wrong in a file that is open."""
        found = [self._diagnostic(each) for each in self.known.findings(path)]
        self.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(uri_of(path), found))

    def tell_all(self) -> None:
        """Send what is wrong in all files that are open."""
        for document in self.known.documents.all_shown():
            self.tell(document.path)

    def _diagnostic(self, found: Finding) -> lsp.Diagnostic:
        severity = lsp.DiagnosticSeverity
        return lsp.Diagnostic(
            self.range(found.span),
            found.message,
            severity=severity.Error if found.is_error else severity.Warning,
            code=found.kind,
            source=_NAME,
            related_information=[
                lsp.DiagnosticRelatedInformation(self.location(each), "here, too")
                for each in found.related
            ],
        )

    # What is done when nobody is typing

    def settle_later(self) -> None:
        """See to it that all is scanned that has to be, once it is calm."""
        if self._later is not None:
            self._later.cancel()
            self._later = None
        if not self.known.is_settled:
            loop = asyncio.get_running_loop()
            self._later = loop.call_later(_CALM, self.work, self.known.settle())

    def work(self, steps: Iterator[None]) -> None:
        """Do something step by step, with whatever the client asks in between."""
        before = self._working

        async def done() -> None:
            if before is not None:
                await asyncio.wait([before])
            for _ in steps:
                await asyncio.sleep(0)
            gc.freeze()  # trees are many objects, which need not be looked through again
            self.tell_all()

        self._working = asyncio.ensure_future(done())


def uri_of(path: str) -> str:
    """Return the address of a file."""
    return str(from_fs_path(path))


def path_of(uri: str) -> str:
    """Return the path of an address; what is no file has a path that no file has."""
    return to_fs_path(uri) or uri


def serve(project_of: ProjectOf) -> None:
    """Serve a client on standard input and output until it says good-bye.

    `project_of` returns the settings of the project that a folder is in.
    """
    out = sys.stdout.buffer
    sys.stdout = sys.stderr  # the stream is the protocol's alone
    server = Server(project_of)
    _register(server)
    server.start_io(sys.stdin.buffer, out)


def _register(server: Server) -> None:
    """Say what the server can do."""
    feature = server.feature
    feature(lsp.INITIALIZED)(_initialized)
    feature(lsp.TEXT_DOCUMENT_DID_OPEN)(_opened)
    feature(lsp.TEXT_DOCUMENT_DID_CHANGE)(_changed)
    feature(lsp.TEXT_DOCUMENT_DID_CLOSE)(_closed)
    feature(lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES)(_changed_on_disk)
    feature(lsp.TEXT_DOCUMENT_HOVER)(_hover)
    feature(lsp.TEXT_DOCUMENT_DEFINITION)(_definition)
    feature(lsp.TEXT_DOCUMENT_REFERENCES)(_references)


def _initialized(server: Server, _: lsp.InitializedParams) -> None:
    folder = server.workspace.root_path
    folders = [*server.workspace.folders.values()]
    if folder is None and folders:
        folder = to_fs_path(folders[0].uri)
    if folder and os.path.isdir(folder):
        server.enter(folder)
    capabilities = server.client_capabilities.workspace
    watched = capabilities and capabilities.did_change_watched_files
    if watched and watched.dynamic_registration:
        watching = lsp.DidChangeWatchedFilesRegistrationOptions([lsp.FileSystemWatcher(_WATCHED)])
        asked = lsp.Registration("files", lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES, watching)
        server.client_register_capability(lsp.RegistrationParams([asked]))
    server.work(server.known.look_around())


def _opened(server: Server, asked: lsp.DidOpenTextDocumentParams) -> None:
    path = path_of(asked.text_document.uri)
    server.known.open(path, asked.text_document.text)
    gc.freeze()
    server.tell(path)


def _changed(server: Server, asked: lsp.DidChangeTextDocumentParams) -> None:
    path = path_of(asked.text_document.uri)
    text = server.workspace.get_text_document(asked.text_document.uri).source
    server.known.change(path, text)
    server.tell(path)
    server.settle_later()


def _closed(server: Server, asked: lsp.DidCloseTextDocumentParams) -> None:
    path = path_of(asked.text_document.uri)
    server.known.close(path)
    none = lsp.PublishDiagnosticsParams(asked.text_document.uri, [])
    server.text_document_publish_diagnostics(none)


def _changed_on_disk(server: Server, _: lsp.DidChangeWatchedFilesParams) -> None:
    forget(server.known.folder)
    server.work(server.known.look_around())
    server.work(server.known.settle(everything=True))


def _hover(server: Server, asked: lsp.HoverParams) -> lsp.Hover | None:
    found = server.known.hover(*server.at(asked.text_document, asked.position))
    if found is None:
        return None
    content = lsp.MarkupContent(lsp.MarkupKind.Markdown, found.text)
    return lsp.Hover(content, server.range(found.span))


def _definition(server: Server, asked: lsp.DefinitionParams) -> list[lsp.Location]:
    found = server.known.definitions(*server.at(asked.text_document, asked.position))
    return [*map(server.location, found)]


def _references(server: Server, asked: lsp.ReferenceParams) -> list[lsp.Location]:
    found = server.known.references(*server.at(asked.text_document, asked.position))
    return [*map(server.location, found)]
