package totp.vault;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import totp.crypto.Secret;
import totp.message.Message;
import totp.otp.Account;
import totp.otp.AwsDevice;
import totp.vault.VaultException.Reason;
import totp.vault.VaultFile.Change;

/**
 * A change of a vault that one process works out and another one makes, which alone has the key. The first one sees an outline
 * of the vault: everything but what codes are made of. It may add accounts, confirm those that are pending or take them back,
 * and note that a device is gone; what else a change does is not made this way.
 */
public final class Proposal implements AutoCloseable {
    private final Payload payload;

    private Proposal(Payload payload) {
        this.payload = payload;
    }

    /** What another process may know of a vault, as JSON; for the caller to close. */
    public static Secret outline(Vault vault) {
        Payload outline = new Payload();
        for (Payload.Entry entry : vault.payload().entries) {
            Account blank = entry.account().toBuilder()
                    .secret(Secret.adopt(new byte[1]))
                    .pin(null)
                    .build();
            outline.entries.add(new Payload.Entry(blank, entry.edits(), null, null));
        }
        return PayloadWriter.write(outline);
    }

    /**
     * The vault of an outline, in which changes can be worked out; its secrets are none, and nothing saves it.
     *
     * @param sealed the file that it is of
     */
    public static Vault outlined(SealedVault sealed, Secret outline) throws VaultException {
        return new Vault(sealed, Secret.adopt(new byte[0]), PayloadReader.read(outline));
    }

    /** What the change makes other in the vault of an outline, as JSON; for the caller to close. */
    public static Secret of(Vault outlined, Change change) throws VaultException {
        Map<UUID, Account> before = new HashMap<>();
        outlined.payload().entries.forEach(entry -> before.put(entry.account().id(), entry.account()));
        change.apply(outlined);
        Payload changed = new Payload();
        for (Payload.Entry entry : outlined.payload().entries) {
            if (before.get(entry.account().id()) != entry.account()) {
                changed.entries.add(entry);
            }
        }
        return PayloadWriter.write(changed);
    }

    /** Reads what {@link #of} made. */
    public static Proposal read(Secret json) throws VaultException {
        return new Proposal(PayloadReader.read(json));
    }

    /** Whether all of it is what may be made this way. */
    public boolean isAllowed(Vault vault) {
        return accounts().stream()
                .allMatch(proposed -> vault.byId(proposed.id())
                        .map(present -> confirms(present, proposed))
                        .orElse(true));
    }

    private List<Account> accounts() {
        return payload.entries.stream().map(Payload.Entry::account).toList();
    }

    private static boolean confirms(Account present, Account proposed) {
        boolean pending = present.state() == Account.State.PENDING;
        boolean same = present.name().equals(proposed.name())
                && present.issuer().equals(proposed.issuer())
                && present.accountName().equals(proposed.accountName())
                && present.otp().equals(proposed.otp())
                && present.tags().equals(proposed.tags())
                && present.sites().equals(proposed.sites())
                && present.note().equals(proposed.note())
                && present.isFavorite() == proposed.isFavorite();
        return same
                && (pending || present.state() == proposed.state())
                && (pending || Objects.equals(present.trashed(), proposed.trashed()))
                && isSameDevice(present.aws(), proposed.aws())
                && differAtMostBySerial(present, proposed);
    }

    private static boolean isSameDevice(@Nullable AwsDevice present, @Nullable AwsDevice proposed) {
        if (present == null || proposed == null) {
            return Objects.equals(present, proposed);
        }
        return withoutNotes(present).equals(withoutNotes(proposed));
    }

    private static AwsDevice withoutNotes(AwsDevice device) {
        return new AwsDevice(device.serial(), device.user(), device.accountId(), device.partition());
    }

    private static boolean differAtMostBySerial(Account present, Account proposed) {
        List<String> former = new ArrayList<>(present.aliases());
        List<String> later = new ArrayList<>(proposed.aliases());
        AwsDevice device = present.aws();
        if (device != null) {
            former.remove(device.serial());
            later.remove(device.serial());
        }
        return former.equals(later);
    }

    /**
     * Makes the change. One that was made already, by a call whose answer was lost, is left as it is.
     *
     * @throws VaultException {@code BUSY} if somebody changed one of these accounts meanwhile; as {@link Vault#add} else
     */
    public void applyTo(Vault vault) throws VaultException {
        for (Account proposed : accounts()) {
            Optional<Account> present = vault.byId(proposed.id());
            if (present.isEmpty()) {
                vault.add(proposed.copy());
            } else if (present.get().revision() != proposed.revision() || !isMade(present.get(), proposed)) {
                confirm(vault, present.get(), proposed);
            }
        }
    }

    private static boolean isMade(Account present, Account proposed) {
        return confirms(present, proposed)
                && present.state() == proposed.state()
                && present.aliases().equals(proposed.aliases())
                && Objects.equals(present.aws(), proposed.aws())
                && (present.trashed() == null) == (proposed.trashed() == null);
    }

    private static void confirm(Vault vault, Account present, Account proposed) throws VaultException {
        long next = Math.max(present.revision(), 1) + 1;
        Instant now = proposed.modified();
        if (next != proposed.revision() || now == null || !confirms(present, proposed)) {
            throw new VaultException(Reason.BUSY, Message.of("vault.changed-meantime", present.name()));
        }
        vault.change(
                present.toBuilder()
                        .state(proposed.state())
                        .aws(proposed.aws())
                        .aliases(proposed.aliases())
                        .trashed(proposed.trashed())
                        .build(),
                now);
    }

    /** Erases the secrets of what is added. */
    @Override
    public void close() {
        payload.close();
    }
}
