package totp.vault;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import totp.crypto.Secret;
import totp.message.Message;
import totp.otp.Account;
import totp.otp.AccountLimits;
import totp.vault.VaultException.Reason;

/** Reads the payload's JSON: every known member has its type and range, every unknown one is kept as it stands. */
final class PayloadReader {
    private final JsonCursor in;
    private final Payload payload = new Payload();
    private final Set<UUID> ids = new HashSet<>();

    private PayloadReader(JsonCursor in) {
        this.in = in;
    }

    /** @throws VaultException {@code CONTENT}, or {@code NEWER} if a later version made the payload */
    static Payload read(Secret json) throws VaultException {
        return json.use(bytes -> {
            try {
                PayloadReader reader = new PayloadReader(new JsonCursor(bytes));
                try {
                    reader.document();
                    return reader.payload;
                } catch (IOException | VaultException | RuntimeException e) {
                    reader.payload.close();
                    throw e;
                }
            } catch (IOException e) {
                // The cause stays here: it may quote decrypted text.
                throw new VaultException(Reason.CONTENT, Message.of("vault.vault-damaged-content-not"));
            }
        });
    }

    private void document() throws IOException, VaultException {
        in.beginObject();
        UnknownMembers unknown = new UnknownMembers();
        boolean formatSeen = false;
        for (String member = in.member(); member != null; member = in.member()) {
            switch (member) {
                case "format" -> {
                    formatSeen = true;
                    if (in.integer(Long.MIN_VALUE, Long.MAX_VALUE) != 1) {
                        throw new VaultException(Reason.NEWER, Message.of("vault.vault-content-made-newer"));
                    }
                }
                case "critical" -> payload.critical = in.texts();
                case "entries" -> entries();
                case "tombstones" -> tombstones();
                case "history" -> payload.history = history();
                case "next_slot" -> payload.nextSlotId = (int) in.integer(1, Slot.ID_MAX + 1);
                case "key_epoch" -> payload.keyEpoch = in.integer(0, JsonCursor.INTEGER_MAX);
                case "slots" -> slots();
                case "settings" -> {
                    in.beginObject();
                    payload.settings = in.wholeValue();
                }
                default -> unknown.keep(in.wholeMember());
            }
        }
        payload.unknown = unknown.joined();
        in.endOfDocument();
        if (!formatSeen || payload.size() > Payload.ENTRIES_MAX) {
            throw new IOException("no format, or too many entries");
        }
    }

    private void entries() throws IOException {
        in.beginArray();
        while (in.element()) {
            in.beginObject();
            long start = in.start();
            EntryReader entry = new EntryReader();
            UnknownMembers unknown = new UnknownMembers();
            try {
                for (String member = in.member(); member != null; member = in.member()) {
                    if (!entry.take(member, in)) {
                        unknown.keep(in.wholeMember());
                    }
                }
                claim(entry.id());
                Optional<Account> account = entry.account();
                if (account.isPresent()) {
                    payload.entries.add(
                            new Payload.Entry(account.get(), entry.edits(), unknown.joined(), entry.awsUnknown()));
                } else {
                    payload.foreignEntries.add(new Payload.Foreign(entry.id(), entry.revision(), in.sliceFrom(start)));
                }
            } catch (IOException e) {
                entry.close();
                throw e;
            }
        }
    }

    private void tombstones() throws IOException {
        in.beginArray();
        while (in.element()) {
            in.beginObject();
            UUID id = null;
            Instant deleted = null;
            long revision = 0;
            UnknownMembers unknown = new UnknownMembers();
            for (String member = in.member(); member != null; member = in.member()) {
                switch (member) {
                    case "id" -> id = in.id();
                    case "deleted" -> deleted = in.time();
                    case "rev" -> revision = in.integer(0, JsonCursor.INTEGER_MAX);
                    default -> unknown.keep(in.wholeMember());
                }
            }
            if (id == null) {
                throw new IOException("a tombstone without id");
            }
            claim(id);
            payload.tombstones.add(new Payload.Tombstone(id, deleted, revision, unknown.joined()));
        }
    }

    private void slots() throws IOException {
        in.beginArray();
        while (in.element()) {
            in.beginObject();
            int id = 0;
            String label = "";
            Instant created = null;
            boolean isShort = false;
            UnknownMembers unknown = new UnknownMembers();
            for (String member = in.member(); member != null; member = in.member()) {
                switch (member) {
                    case "id" -> id = (int) in.integer(1, Slot.ID_MAX);
                    case "label" -> label = in.text(AccountLimits.TEXT_BYTES_MAX);
                    case "created" -> created = in.time();
                    case "short" -> isShort = in.truth();
                    default -> unknown.keep(in.wholeMember());
                }
            }
            if (id == 0
                    || payload.slots.putIfAbsent(id, new SlotNote(label, created, isShort, unknown.joined())) != null) {
                throw new IOException("a slot without id, or one that stands twice");
            }
        }
    }

    /** Two entries, or an entry and a tombstone, under one id would make a merge lose one of them. */
    private void claim(UUID id) throws IOException {
        if (!ids.add(id)) {
            throw new IOException("an id stands twice");
        }
    }

    private List<Id> history() throws IOException {
        List<Id> history = new ArrayList<>();
        for (String hex : in.texts()) {
            if (hex.length() != 2 * Id.BYTES || history.size() == Payload.HISTORY_MAX) {
                throw new IOException("history out of range");
            }
            try {
                history.add(Id.of(HexFormat.of().parseHex(hex)));
            } catch (IllegalArgumentException e) {
                throw new IOException("not a save id");
            }
        }
        return history;
    }
}
