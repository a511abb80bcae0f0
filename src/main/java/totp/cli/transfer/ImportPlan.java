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
import totp.message.Message;
import totp.otp.Account;
import totp.otp.CodeIdentity;
import totp.otp.Hotp;
import totp.otp.Otp;
import totp.vault.Vault;
import totp.vault.VaultException;

/**
 * Which of the accounts in files become accounts of a vault, and by which names. Two are the same if they make the same
 * codes: secret, type, algorithm, digits and period; issuers and names are written differently everywhere, and a counter goes
 * on.
 *
 * @param replaced accounts of the vault that go to the trash
 * @param missingParts what is missing of exports that came in parts, for people
 */
record ImportPlan(List<OfFile> files, List<Account> replaced, List<Message> missingParts) {
    /** What happens to an account that is there already. */
    enum OnDuplicate {
        /** The one that is there stays. */
        skip,
        /** It goes to the trash, and the file's takes its place and names. */
        replace,
        /** Both are there. */
        keep
    }

    /**
     * What becomes of the accounts of one file.
     *
     * @param warnings what is amiss with it, and with an export that it ends
     * @param imported as they come into the vault
     * @param duplicates under the names of those that are there already
     * @param doubles names of what the files hold more than once
     * @param ahead names of accounts of the vault whose counter is further in the file
     */
    record OfFile(
            ImportedFile file,
            List<Message> warnings,
            List<Account> imported,
            List<Account> duplicates,
            List<String> doubles,
            List<String> ahead) {
        OfFile(ImportedFile file) {
            this(
                    file,
                    new ArrayList<>(file.warnings()),
                    new ArrayList<>(),
                    new ArrayList<>(),
                    new ArrayList<>(),
                    new ArrayList<>());
        }
    }

    /** Decides for every candidate of the files, in their order. */
    static ImportPlan of(Vault vault, List<ImportedFile> files, List<Message> missingParts, OnDuplicate onDuplicate) {
        Decisions decisions = new Decisions(vault, onDuplicate);
        List<OfFile> decided = files.stream().map(decisions::on).toList();
        // Which file is to blame nobody can say; the last one ends the export.
        decided.get(decided.size() - 1).warnings().addAll(missingParts);
        return new ImportPlan(decided, List.copyOf(decisions.replaced), missingParts);
    }

    /** Whether something that is there, or should be, cannot come. */
    boolean isIncomplete() {
        return skipped() > 0 || !missingParts.isEmpty();
    }

    int skipped() {
        return files.stream().mapToInt(file -> file.file().skipped().size()).sum();
    }

    int imported() {
        return files.stream().mapToInt(file -> file.imported().size()).sum();
    }

    /** Carries it out on the vault that it was made for. */
    void apply(Vault vault, Instant now) throws VaultException {
        for (Account account : replaced) {
            vault.trash(account.id(), now);
        }
        for (OfFile file : files) {
            for (Account account : file.imported()) {
                vault.add(account);
            }
        }
    }

    /** Names and accounts as they would be, one candidate after the other. */
    private static final class Decisions {
        private final OnDuplicate onDuplicate;
        private final Map<String, List<Account>> present = new HashMap<>();
        private final Set<String> names = new HashSet<>();
        private final FreeNames freeNames = new FreeNames(names);
        private final List<Account> replaced = new ArrayList<>();
        private final Set<UUID> arrived = new HashSet<>();

        Decisions(Vault vault, OnDuplicate onDuplicate) {
            this.onDuplicate = onDuplicate;
            for (Account account : vault.accounts()) {
                sameAs(account).add(account);
                take(account);
            }
        }

        OfFile on(ImportedFile file) {
            OfFile decided = new OfFile(file);
            file.candidates().forEach(candidate -> decide(decided, candidate));
            return decided;
        }

        private void decide(OfFile file, Account candidate) {
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
            return first.otp() instanceof Hotp one
                    && second.otp() instanceof Hotp other
                    && one.counter() > other.counter();
        }

        private void arrive(OfFile file, Account account) {
            arrived.add(account.id());
            file.imported().add(account);
        }

        /** The file's account under the names, tags, sites and the AWS device of the one that it replaces. */
        private Account successor(Account former, Account candidate) {
            // A counter must not go back, for the service has seen the codes before it; and not every program writes a
            // PIN.
            Otp otp = isAhead(former, candidate) ? former.otp() : candidate.otp();
            Secret pin = candidate.pin() == null && former.pin() != null
                    ? former.pin().copy()
                    : candidate.pin();
            return candidate.toBuilder()
                    .otp(otp)
                    .pin(pin)
                    .name(former.name())
                    .aliases(former.aliases())
                    .tags(union(former.tags(), candidate.tags()))
                    .sites(union(former.sites(), candidate.sites()))
                    .note(candidate.note().isEmpty() ? former.note() : candidate.note())
                    .favorite(former.isFavorite() || candidate.isFavorite())
                    .state(former.state())
                    .aws(former.aws())
                    .build();
        }

        private static List<String> union(List<String> one, List<String> other) {
            Set<String> all = new LinkedHashSet<>(one);
            all.addAll(other);
            return List.copyOf(all);
        }

        private void take(Account account) {
            names.add(account.name());
            names.addAll(account.aliases());
        }
    }
}
