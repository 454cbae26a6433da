"""The language server, spoken to as an editor does; run by pytest in an environment of its own."""

import sys

import pytest
import pytest_lsp
from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities

SCRIPT = """\
from hprun import auto_param
from hprun.m import _
import common

lr = _("lr", 0.1)  # learning rate 🚀
print("🚀", _("wide", 1))


@auto_param("net")
def net(width=8): ...
"""
COMMON = 'from hprun.m import _\nrate = _("lr")\n'


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("workspace")
    (made / "train.py").write_text(SCRIPT, encoding="utf-8")
    (made / "common.py").write_text(COMMON, encoding="utf-8")
    (made / "base.yaml").write_text("lr: 0.3\n", encoding="utf-8")
    return made


def client_for(editor, *, shows_folder=True):
    @pytest_lsp.fixture(
        config=ClientServerConfig(server_command=[sys.executable, "-m", "hprun", "lsp", "--stdio"])
    )
    async def client(lsp_client: LanguageClient, folder):
        lsp_client.registered = []

        @lsp_client.feature(lsp.CLIENT_REGISTER_CAPABILITY)
        def registering(asked):
            lsp_client.registered += [each.method for each in asked.registrations]

        named = {
            "workspace_folders": [lsp.WorkspaceFolder(folder.as_uri(), "w")],
            "root_uri": folder.as_uri(),
        }
        said = await lsp_client.initialize_session(
            lsp.InitializeParams(
                capabilities=client_capabilities(editor), **named if shows_folder else {}
            )
        )
        lsp_client.encoding = said.capabilities.position_encoding
        yield
        await lsp_client.shutdown_session()

    return client


client = client_for("visual-studio-code")
neovim = client_for("neovim")
homeless = client_for("neovim", shows_folder=False)


def opened(client, path, text=None):
    written = path.read_text(encoding="utf-8") if text is None else text
    language = "python" if path.suffix == ".py" else path.suffix[1:]
    item = lsp.TextDocumentItem(path.as_uri(), language, 1, written)
    client.text_document_did_open(lsp.DidOpenTextDocumentParams(item))
    return lsp.TextDocumentIdentifier(path.as_uri())


def closed(client, document):
    client.text_document_did_close(lsp.DidCloseTextDocumentParams(document))


def edited(client, document, version, lines, text):
    start, end = (place(line, 0) for line in lines)
    changed = lsp.TextDocumentContentChangePartial(lsp.Range(start, end), text)
    versioned = lsp.VersionedTextDocumentIdentifier(version, document.uri)
    client.text_document_did_change(lsp.DidChangeTextDocumentParams(versioned, [changed]))


def place(line, character):
    return lsp.Position(line, character)


async def diagnostics(client, document, fits):
    """What is told of a file, once it is what it should be."""
    while document.uri not in client.diagnostics or not fits(client.diagnostics[document.uri]):
        await client.wait_for_notification(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    return client.diagnostics[document.uri]


def shown(location):
    path = location.uri.rpartition("/")[2]
    return f"{path}:{location.range.start.line + 1}:{location.range.start.character}"


@pytest.mark.asyncio
async def test_hover(client, folder):
    document = opened(client, folder / "train.py")
    hover = await client.text_document_hover_async(lsp.HoverParams(document, place(4, 8)))
    assert hover.contents.value.startswith("**lr** — `float`, default `0.1`\n\nlearning rate 🚀")
    assert "base.yaml:1 sets `0.3`" in hover.contents.value
    assert client.registered == [lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES]
    closed(client, document)


@pytest.mark.asyncio
async def test_a_client_without_a_folder_shows_that_of_its_first_file(homeless, folder):
    document = opened(homeless, folder / "train.py")
    hover = await homeless.text_document_hover_async(lsp.HoverParams(document, place(4, 8)))
    assert "- train.py:5 default `0.1`" in hover.contents.value
    assert "- base.yaml:1 sets `0.3`" in hover.contents.value
    closed(homeless, document)


@pytest.mark.parametrize("editor", ["client", "neovim"])
@pytest.mark.asyncio
async def test_places_are_counted_as_the_client_does(client, neovim, editor, folder):
    asked = {"client": client, "neovim": neovim}[editor]
    document = opened(asked, folder / "train.py")
    line = SCRIPT.split("\n")[5]
    units = {"utf-8": lambda text: len(text.encode()), "utf-32": len}.get(
        asked.encoding, lambda text: len(text.encode("utf-16-le")) // 2
    )
    column = units(line[: line.index("wide")])
    hover = await asked.text_document_hover_async(lsp.HoverParams(document, place(5, column)))
    assert hover.contents.value.startswith("**wide**")
    assert hover.range == lsp.Range(place(5, column), place(5, column + 4))
    closed(asked, document)


@pytest.mark.asyncio
async def test_definition_and_references(client, folder):
    document = opened(client, folder / "common.py")
    found = await client.text_document_definition_async(
        lsp.DefinitionParams(document, place(1, 10))
    )
    assert [*map(shown, found)] == ["train.py:5:8"]
    found = await client.text_document_references_async(
        lsp.ReferenceParams(lsp.ReferenceContext(include_declaration=True), document, place(1, 10))
    )
    assert [*map(shown, found)] == ["common.py:2:10", "train.py:5:8"]
    closed(client, document)


@pytest.mark.asyncio
async def test_an_edit_is_told_of(client, folder):
    document = opened(client, folder / "train.py")
    await diagnostics(client, document, lambda found: not found)
    edited(client, document, 2, (10, 10), 'other = _("lr", 0.2)\n')
    found = await diagnostics(client, document, lambda found: found)
    assert [each.code for each in found] == ["conflict", "conflict"]
    assert found[0].message == (
        "'lr' has different defaults: 0.1 (train.py:5) and 0.2 (train.py:11)"
    )
    assert found[0].severity == lsp.DiagnosticSeverity.Error
    edited(client, document, 3, (10, 11), "")
    assert not await diagnostics(client, document, lambda found: not found)
    closed(client, document)


@pytest.mark.asyncio
async def test_rename(client, folder):
    document = opened(client, folder / "common.py")
    where = place(1, 10)
    shown = await client.text_document_prepare_rename_async(
        lsp.PrepareRenameParams(document, where)
    )
    assert shown == lsp.Range(place(1, 10), place(1, 12))
    edit = await client.text_document_rename_async(lsp.RenameParams(document, where, "rate"))
    written = {
        uri.rpartition("/")[2]: [(each.range.start.line, each.new_text) for each in edits]
        for uri, edits in edit.changes.items()
    }
    assert written == {
        "train.py": [(4, "rate")],
        "common.py": [(1, "rate")],
        "base.yaml": [(0, "rate")],
    }
    with pytest.raises(JsonRpcException, match=r"'wide' is another parameter already"):
        await client.text_document_rename_async(lsp.RenameParams(document, where, "wide"))
    closed(client, document)


@pytest.mark.asyncio
async def test_files_of_values(client, folder):
    document = opened(client, folder / "base.yaml", "lr: 0.3\nnet:\n  width: x\n  \n")
    found = await diagnostics(client, document, lambda found: found)
    assert [(each.code, each.range.start.line) for each in found] == [("invalid", 2)]
    asked = lsp.DefinitionParams(document, place(2, 3))
    found = await client.text_document_definition_async(asked)
    assert [*map(shown, found)] == ["train.py:10:8"]
    edited(client, document, 2, (2, 3), "")
    assert not await diagnostics(client, document, lambda found: not found)
    asked = lsp.CompletionParams(document, place(2, 2))
    found = await client.text_document_completion_async(asked)
    assert [each.label for each in found.items] == ["width"]
    closed(client, document)


@pytest.mark.asyncio
async def test_completion(client, folder):
    document = opened(client, folder / "train.py")
    edited(client, document, 2, (10, 10), 'x = _("l')
    found = await client.text_document_completion_async(
        lsp.CompletionParams(document, place(10, 8))
    )
    offered = {each.label: each.detail for each in found.items}
    assert offered == {"lr": "float = 0.1"}
    item = await client.completion_item_resolve_async(found.items[0])
    assert item.documentation.value.startswith("**lr** — `float`, default `0.1`")
    assert found.items[0].text_edit.range == lsp.Range(place(10, 7), place(10, 8))
    closed(client, document)


@pytest.mark.asyncio
async def test_a_script_as_a_list(client, folder):
    document = opened(client, folder / "train.py")
    said = await client.protocol.send_request_async("hprun/parameters", {"uri": document.uri})
    assert said.path == str(folder / "train.py")
    listed = {each.key: (each.type, each.default, each.place.line) for each in said.parameters}
    assert listed == {
        "lr": ("float", "0.1", 4),
        "wide": ("int", "1", 5),
        "net.width": ("int", "8", 9),
    }
    asked = {"uri": (folder / "none.py").as_uri()}
    assert await client.protocol.send_request_async("hprun/parameters", asked) is None
    closed(client, document)
