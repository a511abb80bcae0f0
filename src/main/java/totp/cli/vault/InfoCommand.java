package totp.cli.vault;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import totp.cli.session.Command;
import totp.cli.session.Failure;
import totp.cli.session.Session;
import totp.cli.unlock.VaultAccess;
import totp.crypto.Argon2id;
import totp.message.Message;
import totp.vault.SealedVault;
import totp.vault.Slot;
import totp.vault.VaultException;

public final class InfoCommand implements Command {
    @Override
    public void run(Session session) throws Failure, VaultException {
        VaultAccess access = new VaultAccess(session);
        SealedVault sealed = access.read();
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

    static Message describe(Slot slot) {
        Message type = slot.type()
                .map(known -> Message.said(known.toString()))
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
