package totp.cli.vault;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import totp.cli.session.Command;
import totp.cli.session.Failure;
import totp.cli.session.JsonWriter;
import totp.cli.session.Session;
import totp.cli.session.Syntax;
import totp.cli.unlock.VaultAccess;
import totp.crypto.Argon2id;
import totp.message.Message;
import totp.vault.SealedVault;
import totp.vault.Slot;
import totp.vault.SlotType;
import totp.vault.VaultException;

public final class InfoCommand implements Command {
    boolean json;

    @Override
    public void declare(Syntax syntax) {
        syntax.flag(() -> json = true, "--json");
    }

    @Override
    public void run(Session session) throws Failure, VaultException {
        VaultAccess access = new VaultAccess(session);
        SealedVault sealed = access.read();
        if (json) {
            printJson(session, access, sealed);
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("vault", access.file().path().toString()));
        rows.add(List.of("format", "1"));
        rows.add(List.of("id", sealed.vaultId().toHex()));
        rows.add(List.of("generation", Long.toString(sealed.generation())));
        rows.add(List.of("save", sealed.saveId().toHex()));
        rows.add(List.of("size", sealed.length() + " bytes"));
        for (Slot slot : sealed.slots()) {
            rows.add(List.of("slot " + slot.id(), describe(slot).toString()));
        }
        for (int tag : sealed.unknownFields()) {
            rows.add(List.of("field " + tag, "of a newer totp, kept"));
        }
        session.output().table(rows);
    }

    private static void printJson(Session session, VaultAccess access, SealedVault sealed) {
        JsonWriter.print(session.output(), out -> {
            out.writeStartObject();
            out.writeStringField("vault", access.file().path().toString());
            out.writeNumberField("format", 1);
            out.writeStringField("vault_id", sealed.vaultId().toHex());
            out.writeNumberField("generation", sealed.generation());
            out.writeStringField("save_id", sealed.saveId().toHex());
            out.writeNumberField("size", sealed.length());
            out.writeArrayFieldStart("slots");
            for (Slot slot : sealed.slots()) {
                out.writeStartObject();
                members(out, slot);
                out.writeEndObject();
            }
            out.writeEndArray();
            out.writeArrayFieldStart("unknown_fields");
            for (int tag : sealed.unknownFields()) {
                out.writeNumber(tag);
            }
            out.writeEndArray();
            out.writeEndObject();
        });
    }

    /** What a header says of a slot: {@code id}, {@code type} and {@code kdf}. */
    static void members(JsonGenerator out, Slot slot) throws IOException {
        out.writeNumberField("id", slot.id());
        out.writeStringField("type", slot.type().map(Object::toString).orElse(null));
        Optional<Argon2id.Cost> cost = slot.cost();
        if (cost.isEmpty()) {
            out.writeNullField("kdf");
            return;
        }
        out.writeObjectFieldStart("kdf");
        out.writeNumberField("memory_mib", cost.get().memoryKib() >> 10);
        out.writeNumberField("passes", cost.get().passes());
        out.writeNumberField("lanes", cost.get().lanes());
        out.writeEndObject();
    }

    /** Several slots in a sentence. */
    static Message named(List<Slot> slots) {
        Message all = named(slots.get(0));
        for (Slot slot : slots.subList(1, slots.size())) {
            all = Message.of("vault.and", all, named(slot));
        }
        return all;
    }

    private static Message named(Slot slot) {
        return Message.of("vault.slot", slot.id(), describe(slot));
    }

    static Message kind(SlotType type) {
        return switch (type) {
            case PASSPHRASE -> Message.of("vault.passphrase");
            case RECOVERY_KEY -> Message.of("vault.recovery-key");
            case KEY_FILE -> Message.of("vault.key-file");
            case PASSPHRASE_AND_KEY_FILE -> Message.of("vault.passphrase-and-key-file");
        };
    }

    static Message describe(Slot slot) {
        Message type = slot.type()
                .map(InfoCommand::kind)
                .orElseGet(() -> Message.of("vault.slot-of-newer-totp", slot.typeCode()));
        Optional<Argon2id.Cost> cost = slot.cost();
        return cost.isEmpty()
                ? type
                : Message.of(
                        "vault.slot-with-cost",
                        type,
                        cost.get().memoryKib() >> 10,
                        cost.get().passes(),
                        cost.get().lanes());
    }
}
