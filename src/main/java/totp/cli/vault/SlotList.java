package totp.cli.vault;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import totp.cli.session.AccountFormat;
import totp.cli.session.Failure;
import totp.cli.session.JsonWriter;
import totp.cli.session.Output;
import totp.cli.session.Session;
import totp.cli.unlock.PassphraseSource;
import totp.cli.unlock.UnlockedAgent;
import totp.cli.unlock.VaultAccess;
import totp.message.Message;
import totp.vault.Slot;
import totp.vault.SlotNote;
import totp.vault.Vault;
import totp.vault.VaultException;

/**
 * The slots of a vault, for {@code key list}: what its header says, and what stands in it about them, as far as it can be opened
 * without a question.
 */
final class SlotList {
    private final Session session;
    private final VaultAccess access;

    SlotList(Session session, VaultAccess access) {
        this.session = session;
        this.access = access;
    }

    void print(boolean json) throws Failure, VaultException {
        List<Slot> slots = access.read().slots();
        Optional<Map<Integer, Note>> notes = notes(json);
        if (json) {
            printJson(slots, notes);
            return;
        }
        Output output = session.output();
        List<List<String>> rows = new ArrayList<>();
        for (Slot slot : slots) {
            List<String> row =
                    new ArrayList<>(List.of(Integer.toString(slot.id()), session.cell(InfoCommand.describe(slot))));
            if (output.isWatched()) {
                Optional<Note> note = notes.map(known -> known.get(slot.id()));
                row.add(note.map(Note::label).orElse(""));
                row.add(note.map(Note::created).map(output::time).orElse(""));
            }
            rows.add(row);
        }
        output.table(
                List.of(
                        Message.of("vault.column-id"),
                        Message.of("vault.column-kind"),
                        Message.of("vault.column-label"),
                        Message.of("vault.column-created")),
                rows);
        if (notes.isEmpty() && output.isWatched()) {
            output.hint(Message.of("vault.labels-while-unlocked"));
        }
    }

    /** What is known of a slot. */
    private record Note(String label, @Nullable Instant created) {}

    /** Empty if the vault stays closed. */
    private Optional<Map<Integer, Note>> notes(boolean json) throws Failure, VaultException {
        Optional<UnlockedAgent> agent = UnlockedAgent.toAsk(session);
        Optional<String> document =
                agent.isEmpty() ? Optional.empty() : agent.get().printed(List.of("key", "list", "--json"));
        if (document.isPresent()) {
            return Optional.of(read(document.get()));
        }
        Optional<Vault> opened = json || session.output().isWatched() ? openUnasked() : Optional.empty();
        if (opened.isEmpty()) {
            return Optional.empty();
        }
        try (Vault vault = opened.get()) {
            Map<Integer, Note> notes = new HashMap<>();
            for (Slot slot : vault.sealed().slots()) {
                SlotNote note = vault.note(slot);
                notes.put(slot.id(), new Note(note.label(), note.created()));
            }
            return Optional.of(notes);
        }
    }

    /** By an agent that runs this, or by what options and variables give. */
    private Optional<Vault> openUnasked() throws Failure, VaultException {
        boolean given = session.served().isPresent()
                || session.options().openOtherwise()
                || new PassphraseSource(session).isGiven();
        return given ? Optional.of(access.open()) : Optional.empty();
    }

    private void printJson(List<Slot> slots, Optional<Map<Integer, Note>> notes) {
        JsonWriter.print(session.output(), out -> {
            out.writeStartArray();
            for (Slot slot : slots) {
                Note note = notes.map(known -> known.get(slot.id())).orElse(null);
                out.writeStartObject();
                InfoCommand.members(out, slot);
                out.writeStringField("label", note == null ? null : note.label());
                AccountFormat.time(out, "created", note == null ? null : note.created());
                out.writeEndObject();
            }
            out.writeEndArray();
        });
    }

    /** Reads what the agent's own list says. */
    private static Map<Integer, Note> read(String document) {
        Map<Integer, Note> notes = new HashMap<>();
        try (JsonParser json = new JsonFactory().createParser(document)) {
            json.nextToken();
            while (json.nextToken() == JsonToken.START_OBJECT) {
                int id = 0;
                String label = "";
                Instant created = null;
                while (json.nextToken() != JsonToken.END_OBJECT) {
                    String member = json.currentName();
                    JsonToken value = json.nextToken();
                    if (member.equals("id")) {
                        id = json.getIntValue();
                    } else if (member.equals("label") && value == JsonToken.VALUE_STRING) {
                        label = json.getText();
                    } else if (member.equals("created") && value == JsonToken.VALUE_STRING) {
                        created = Instant.parse(json.getText());
                    } else {
                        json.skipChildren();
                    }
                }
                notes.put(id, new Note(label, created));
            }
            return notes;
        } catch (IOException e) {
            throw new IllegalStateException("the agent's own document", e);
        }
    }
}
