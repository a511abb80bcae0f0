package totp.cli.vault;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import totp.cli.session.Session;
import totp.cli.session.Tool;
import totp.cli.unlock.VaultAccess;
import totp.message.Message;
import totp.otp.Account;
import totp.vault.KdfCost;
import totp.vault.Slot;
import totp.vault.SlotType;
import totp.vault.Vault;

/** What a vault's owner might do better. Nothing of it is wrong with the vault, so none of it is a warning. */
final class Advice {
    /** What programs that keep folders the same call theirs, and what they and git leave in them. */
    private static final List<String> SHARED_FOLDERS =
            List.of("dropbox", "nextcloud", "owncloud", "onedrive", "google drive", "mobile documents", "syncthing");

    private static final List<String> TRACES = List.of(".git", ".stfolder", ".dropbox", ".owncloudsync.log");

    private static final int SECONDS_MAX = 5;
    private static final int PRINTED_MAX = 100;

    private final Session session;
    private final VaultAccess access;
    private final Vault vault;
    private final List<Message> advice = new ArrayList<>();

    private Advice(Session session, VaultAccess access, Vault vault) {
        this.session = session;
        this.access = access;
        this.vault = vault;
    }

    static List<Message> of(Session session, VaultAccess access, Vault vault) {
        Advice all = new Advice(session, access, vault);
        all.onSlots();
        all.onAccounts();
        all.onCopies();
        all.onClock();
        return all.advice;
    }

    private void onSlots() {
        boolean recovery = false;
        for (Slot slot : vault.sealed().slots()) {
            recovery |= slot.is(SlotType.RECOVERY_KEY);
            if (slot.cost().filter(KdfCost::isWeak).isPresent()) {
                advice.add(Message.of("vault.key-derivation-slot-weaker", slot.id()));
            }
            if (vault.note(slot).isShort()) {
                advice.add(Message.of("vault.passphrase-of-slot-short", slot.id()));
            }
        }
        if (!recovery) {
            advice.add(Message.of("vault.no-recovery-key-totp"));
        }
    }

    private void onAccounts() {
        List<String> bare = vault.accounts().stream()
                .filter(account -> account.issuer().isEmpty())
                .map(Account::name)
                .toList();
        if (!bare.isEmpty()) {
            advice.add(Message.of("vault.accounts-without-issuer", Message.names(bare), bare.get(0)));
        }
    }

    /** Backups lie beside the vault: a disk that breaks takes all of them. */
    private void onCopies() {
        for (Path folder = access.file().path().toAbsolutePath().getParent();
                folder != null;
                folder = folder.getParent()) {
            if (isShared(folder)) {
                return;
            }
        }
        advice.add(Message.of("vault.no-copy-elsewhere"));
    }

    private static boolean isShared(Path folder) {
        String name = String.valueOf(folder.getFileName()).toLowerCase(Locale.ROOT);
        return SHARED_FOLDERS.stream().anyMatch(name::startsWith)
                || TRACES.stream().anyMatch(trace -> Files.isReadable(folder.resolve(trace)));
    }

    /** Codes are made by the clock; where the system does not say whether it is right, nothing is said. */
    private void onClock() {
        List<String> words = List.of("timedatectl", "show", "--property=NTPSynchronized", "--value");
        if (!Tool.isThere(session, words.get(0))) {
            return;
        }
        try {
            Tool.Ended ended = session.host()
                    .machine()
                    .run(Tool.of(words).printing(PRINTED_MAX).within(SECONDS_MAX));
            String said = ended.output().use(bytes -> new String(bytes, StandardCharsets.US_ASCII));
            if (ended.status() == 0 && said.strip().equals("no")) {
                advice.add(Message.of("vault.clock-not-synchronised"));
            }
        } catch (IOException e) {
            // It cannot say.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
