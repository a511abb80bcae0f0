package totp.cli.transfer;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import totp.crypto.Secret;
import totp.otp.Account;
import totp.otp.CodeIdentity;
import totp.otp.Hotp;
import totp.otp.Otp;
import totp.vault.Vault;
import totp.vault.VaultException;

/**
 * Which of the accounts in files become accounts of the vault, and by which names. Two are the same if they make the same
 * codes: secret, type, algorithm, digits and period; issuers and names are written differently everywhere, and a counter goes
 * on.
 */
public final class ImportPlan {
    /** What happens to an account that is there already. */
    enum OnDuplicate {
        /** The one that is there stays. */
        skip,
        /** It goes to the trash, and the file's takes its place and names. */
        replace,
        /** Both are there. */
        keep
    }

    private final OnDuplicate onDuplicate;
    private final Instant now;
    private final Map<String, List<Account>> present = new HashMap<>();
    private final Set<String> names = new HashSet<>();
    private final FreeNames freeNames = new FreeNames(names);
    private final List<Account> replaced = new ArrayList<>();
    private final Set<UUID> arrived = new HashSet<>();

    private ImportPlan(OnDuplicate onDuplicate, Instant now) {
        this.onDuplicate = onDuplicate;
        this.now = now;
    }

    /** Decides for every candidate and notes it in its file. */
    static ImportPlan of(Vault vault, List<ImportedFile> files, OnDuplicate onDuplicate, Instant now) {
        ImportPlan plan = new ImportPlan(onDuplicate, now);
        for (Account account : vault.accounts()) {
            plan.sameAs(account).add(account);
            plan.take(account);
        }
        for (ImportedFile file : files) {
            file.imported().clear();
            file.duplicates().clear();
            file.doubles().clear();
            file.ahead().clear();
            file.candidates().forEach(candidate -> plan.decide(file, candidate));
        }
        return plan;
    }

    /** Carries it out on the vault that it was made for. */
    void apply(Vault vault, List<ImportedFile> files) throws VaultException {
        for (Account account : replaced) {
            vault.trash(account.id(), now);
        }
        for (ImportedFile file : files) {
            for (Account account : file.imported()) {
                vault.add(account);
            }
        }
    }

    private void decide(ImportedFile file, Account candidate) {
        List<Account> alike = sameAs(candidate);
        Optional<Account> same = alike.stream()
                .filter(account -> !haveOtherPins(account, candidate))
                .findFirst();
        if (same.isPresent() && onDuplicate != OnDuplicate.keep) {
            // Once in the files is enough, whatever is asked for.
            boolean again = arrived.contains(same.get().id());
            if (onDuplicate == OnDuplicate.skip || again) {
                file.duplicates()
                        .add(candidate.toBuilder().name(same.get().name()).build());
                if (again) {
                    file.doubles().add(candidate.name());
                } else if (isAhead(candidate, same.get())) {
                    file.ahead().add(same.get().name());
                }
                return;
            }
            replaced.add(same.get());
            Account successor = successor(same.get(), candidate);
            alike.set(alike.indexOf(same.get()), successor);
            arrive(file, successor);
            return;
        }
        String name = freeNames.of(candidate.name());
        List<String> aliases = candidate.aliases().stream()
                .filter(alias -> !alias.equals(name) && !names.contains(alias))
                .toList();
        Account account = candidate.toBuilder().name(name).aliases(aliases).build();
        take(account);
        alike.add(account);
        arrive(file, account);
    }

    /** Those with the same secret and parameters; several if their PINs differ, or both were to be kept. */
    private List<Account> sameAs(Account account) {
        return present.computeIfAbsent(CodeIdentity.of(account), identity -> new ArrayList<>());
    }

    private static boolean haveOtherPins(Account one, Account other) {
        Secret pin = one.pin();
        Secret second = other.pin();
        return pin != null && second != null && !pin.sameAs(second);
    }

    /** Whether the first has counted further than the second. */
    private static boolean isAhead(Account first, Account second) {
        return first.otp() instanceof Hotp one && second.otp() instanceof Hotp other && one.counter() > other.counter();
    }

    private void arrive(ImportedFile file, Account account) {
        arrived.add(account.id());
        file.imported().add(account);
    }

    /** The file's account under the names, tags and the AWS device of the one that it replaces. */
    private Account successor(Account former, Account candidate) {
        Set<String> tags = new LinkedHashSet<>(former.tags());
        tags.addAll(candidate.tags());
        // A counter must not go back, for the service has seen the codes before it; and not every program writes a PIN.
        Otp otp = isAhead(former, candidate) ? former.otp() : candidate.otp();
        Secret pin =
                candidate.pin() == null && former.pin() != null ? former.pin().copy() : candidate.pin();
        return candidate.toBuilder()
                .otp(otp)
                .pin(pin)
                .name(former.name())
                .aliases(former.aliases())
                .tags(List.copyOf(tags))
                .note(candidate.note().isEmpty() ? former.note() : candidate.note())
                .state(former.state())
                .aws(former.aws())
                .build();
    }

    private void take(Account account) {
        names.add(account.name());
        names.addAll(account.aliases());
    }
}
