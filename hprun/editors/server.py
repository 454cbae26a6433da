"""Layer 4: the language server: what a workspace knows, spoken by pygls over standard streams."""

from __future__ import annotations

import asyncio
import gc
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException
from pygls.lsp.server import LanguageServer
from pygls.uris import from_fs_path, to_fs_path

from hprun.editors.descriptions import summary
from hprun.editors.files import forget
from hprun.editors.programs import catalog_of
from hprun.editors.workspace import Workspace
from hprun.errors import UsageError
from hprun.version import VERSION

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from hprun.editors.completions import Completion
    from hprun.editors.findings import Finding
    from hprun.editors.spots import Span
    from hprun.editors.workspace import Project

    ProjectOf = Callable[[str], Project | None]

PARAMETERS = "hprun/parameters"
"""A request of our own: ``{uri}`` is answered with what can be set in a script, or null."""
_NAME = "hprun"
_CALM = 0.4
"""Seconds without a key after which programs are scanned as a whole, where that may tell more."""
_OFFERING = lsp.CompletionOptions((".", '"', "'", "{"), resolve_provider=True)
_MOST_OFFERED = 200
"""Names that are offered at once; the client asks again as the name grows."""
_WATCHED = "**/*.{py,yaml,yml,json,toml}"


class Server(LanguageServer):  # type: ignore[misc,unused-ignore]  # Any without pygls
    """What is known of the client's folder, and what is still to be done for it."""

    def __init__(self, project_of: ProjectOf) -> None:
        super().__init__(_NAME, VERSION)
        self.project_of = project_of
        self.known = Workspace(os.getcwd(), project_of)
        self.shows_folder = False
        self._later: asyncio.TimerHandle | None = None
        self._working: asyncio.Task[None] | None = None

    def enter(self, folder: str) -> None:
        """Take a folder for the one that the client shows: paths are told as from there."""
        self.shows_folder = True
        os.chdir(folder)
        self.known = Workspace(folder, self.project_of)
        self.look_around()

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

    def item(self, found: Completion, where: lsp.Range) -> lsp.CompletionItem:
        """Return a name as it is offered; what there is to say of it is asked for by `data`."""
        parameter, kind = found.parameter, lsp.CompletionItemKind
        return lsp.CompletionItem(
            found.label,
            kind=kind.Variable if parameter else kind.Module,
            detail=summary(found.key, parameter) if parameter else None,
            text_edit=lsp.TextEdit(where, found.label),
            data={"path": found.span.path, "key": found.key} if parameter else None,
        )

    # What is told without being asked

    def tell(self, path: str) -> None:
        """Send what is wrong in a file that is open."""
        found = [self._diagnostic(each) for each in self.known.findings(path)]
        shown = self.workspace.text_documents.get(uri_of(path))
        version = shown.version if shown else None
        told = lsp.PublishDiagnosticsParams(uri_of(path), found, version)
        self.text_document_publish_diagnostics(told)

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
        loop = asyncio.get_running_loop()
        self._later = loop.call_later(_CALM, self._settle)

    def _settle(self) -> None:
        self.work(self.known.settle())

    def look_around(self) -> None:
        """Scan the scripts of the folder, in another process: whoever types is not kept waiting."""
        self._next(self._look_around)

    def work(self, steps: Iterator[None]) -> None:
        """Do something step by step, with whatever the client asks in between."""

        async def done() -> None:
            for _ in steps:
                await asyncio.sleep(0)

        self._next(done)

    def _next(self, task: Callable[[], Awaitable[None]]) -> None:
        """Do something once what is being done is done, and tell what is known then."""
        before = self._working

        async def done() -> None:
            if before is not None:
                await asyncio.wait([before])
            await task()
            gc.freeze()  # trees are many objects, which need not be looked through again
            self.tell_all()

        self._working = asyncio.ensure_future(done())

    async def ready(self) -> None:
        """Wait until all that is being looked for has been found: half a rename is none."""
        while self._working is not None and not self._working.done():
            await asyncio.wait([self._working])

    async def _look_around(self) -> None:
        steps = self.known.look_around()
        asked = next(steps, None)
        loop, context = asyncio.get_running_loop(), get_context("spawn")
        with ProcessPoolExecutor(1, context) as pool:
            while asked is not None:
                found = await loop.run_in_executor(pool, catalog_of, *asked)
                try:
                    asked = steps.send(found)
                except StopIteration:
                    asked = None


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
    feature(lsp.TEXT_DOCUMENT_RENAME, lsp.RenameOptions(prepare_provider=True))(_renamed)
    feature(lsp.TEXT_DOCUMENT_PREPARE_RENAME)(_can_be_renamed)
    feature(lsp.TEXT_DOCUMENT_COMPLETION, _OFFERING)(_completions)
    feature(lsp.COMPLETION_ITEM_RESOLVE)(_explained)
    feature(PARAMETERS)(_parameters)


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


def _opened(server: Server, asked: lsp.DidOpenTextDocumentParams) -> None:
    path = path_of(asked.text_document.uri)
    if not server.shows_folder and os.path.isfile(path):
        server.enter(os.path.dirname(path))
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
    server.look_around()
    server.work(server.known.settle(everything=True))


def _hover(server: Server, asked: lsp.HoverParams) -> lsp.Hover | None:
    found = server.known.hover(*server.at(asked.text_document, asked.position))
    if found is None:
        return None
    content = lsp.MarkupContent(lsp.MarkupKind.Markdown, found.text)
    return lsp.Hover(content, server.range(found.span))


async def _definition(server: Server, asked: lsp.DefinitionParams) -> list[lsp.Location]:
    await server.ready()
    found = server.known.definitions(*server.at(asked.text_document, asked.position))
    return [*map(server.location, found)]


async def _references(server: Server, asked: lsp.ReferenceParams) -> list[lsp.Location]:
    await server.ready()
    found = server.known.references(*server.at(asked.text_document, asked.position))
    return [*map(server.location, found)]


async def _renamed(server: Server, asked: lsp.RenameParams) -> lsp.WorkspaceEdit:
    await server.ready()
    place = server.at(asked.text_document, asked.position)
    try:
        edits = server.known.renamed(*place, asked.new_name)
    except UsageError as error:
        raise JsonRpcException(str(error), lsp.LSPErrorCodes.RequestFailed.value) from None
    changes: dict[str, list[lsp.TextEdit]] = {}
    for each in edits:
        changed = lsp.TextEdit(server.range(each.span), each.text)
        changes.setdefault(uri_of(each.span.path), []).append(changed)
    return lsp.WorkspaceEdit(changes)


def _can_be_renamed(server: Server, asked: lsp.PrepareRenameParams) -> lsp.Range | None:
    span = server.known.can_be_renamed(*server.at(asked.text_document, asked.position))
    return server.range(span) if span else None


def _completions(server: Server, asked: lsp.CompletionParams) -> lsp.CompletionList:
    found = server.known.completions(*server.at(asked.text_document, asked.position))
    where = server.range(found[0].span) if found else lsp.Range(asked.position, asked.position)
    items = [server.item(each, where) for each in found[:_MOST_OFFERED]]
    return lsp.CompletionList(is_incomplete=len(found) > _MOST_OFFERED, items=items)


def _explained(server: Server, item: lsp.CompletionItem) -> lsp.CompletionItem:
    match item.data:
        case {"path": str(path), "key": str(key)}:
            said = server.known.explained(path, key)
            item.documentation = lsp.MarkupContent(lsp.MarkupKind.Markdown, said)
    return item


def _parameters(server: Server, asked: object) -> dict[str, object] | None:
    script = server.known.script(path_of(str(getattr(asked, "uri", ""))))
    if script is None:
        return None
    listed = []
    for each in script.parameters:
        start = server.range(each.span).start
        place = {"uri": uri_of(each.span.path), "line": start.line, "character": start.character}
        listed.append(
            {
                "key": each.key,
                "type": each.type,
                "default": each.default,
                "required": each.required,
                "help": each.help,
                "choices": [*each.choices],
                "place": place,
            }
        )
    return {"path": script.path, "entry": script.entry, "parameters": listed}
