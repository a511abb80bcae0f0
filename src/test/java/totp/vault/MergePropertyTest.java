package totp.vault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import totp.crypto.Secret;
import totp.otp.Account;
import totp.otp.Algorithm;
import totp.otp.AwsDevice;
import totp.otp.Hotp;
import totp.otp.Totp;

/** Vaults that went their own ways by edits of every kind, brought together in every order. */
class MergePropertyTest {
    /** Enough for every kind of edit; {@code mvn test -Dtest=MergePropertyTest -Dtotp.merge.runs=1000} looks further. */
    private static final int RUNS = Integer.getInteger("totp.merge.runs", 100);

    /** Where the first vault of a run comes to; each run has its own. */
    @TempDir
    @Nullable
    Path folder;

    private final Map<Edit, Integer> made = new EnumMap<>(Edit.class);
    private int differing;
    private int machines;
    private int purgedOnOneSide;

    /** What people do to a vault. */
    private enum Edit {
        ADD,
        RENAME,
        NAME_OF_ANOTHER_MACHINE,
        NOTE,
        ISSUER,
        FAVORITE,
        TAG,
        UNTAG,
        ALIAS,
        DIGITS,
        COUNTER,
        CONFIRM,
        DEVICE,
        TRASH,
        UNDELETE,
        PURGE,
        REKEY,
        RESTORE
    }

    @Test
    void mergedInEveryOrderAllIsThereAndASecondMergeChangesNothing() throws Exception {
        for (int run = 0; run < RUNS; run++) {
            try {
                oneRun(run);
            } catch (AssertionError | VaultException e) {
                throw new AssertionError("seed " + run, e);
            }
        }
        for (Edit edit : Edit.values()) {
            assertTrue(made.getOrDefault(edit, 0) > RUNS / 10, () -> edit + " was hardly made: " + made);
        }
        assertTrue(differing > RUNS / 2, () -> "only " + differing + " runs diverged");
        assertTrue(purgedOnOneSide > RUNS / 15, () -> "a tombstone met an account " + purgedOnOneSide + " times");
    }

    private void oneRun(int seed) throws Exception {
        Random random = new Random(seed);
        Machine a = new Machine(seed, "a");
        a.create();
        a.edit(random, 6);
        Machine b = a.copy("b");
        Machine c = a.copy("c");
        boolean rekeyed = false;
        for (Machine machine : List.of(a, b, c)) {
            machine.mayRekey = !rekeyed; // on one side alone
            machine.edit(random, 1 + random.nextInt(10));
            rekeyed |= machine.rekeyed;
        }
        differing += a.content().equals(b.content()) ? 0 : 1;
        Set<UUID> disputed = disputed(List.of(a, b, c));
        purgedOnOneSide += disputed.isEmpty() ? 0 : 1;

        two(a, b);
        List<Map<UUID, String>> results = new ArrayList<>();
        for (List<Machine> order : List.of(
                List.of(a, b, c),
                List.of(a, c, b),
                List.of(b, a, c),
                List.of(b, c, a),
                List.of(c, a, b),
                List.of(c, b, a))) {
            Machine first = order.get(0).copy("left");
            first.merge(order.get(1));
            first.merge(order.get(2));
            results.add(without(disputed, first.content()));
            noSecretFewer(order, first);
        }
        Machine right = b.copy("right"); // the other way to put the brackets
        right.merge(c);
        Machine last = a.copy("last");
        last.merge(right);
        results.add(without(disputed, last.content()));
        noSecretFewer(List.of(a, b, c), last);
        Machine first = a.copy("left");
        first.merge(b);
        first.merge(c);
        first.merge(last);
        assertEquals(without(disputed, last.content()), without(disputed, first.content()), "two results merged");
        for (Map<UUID, String> result : results) {
            assertEquals(results.get(0), result, "another order, another result");
        }
    }

    private void two(Machine one, Machine other) throws Exception {
        Machine left = one.copy("left");
        Machine right = other.copy("right");
        left.merge(one.copy("same"));
        assertEquals(one.content(), left.content(), "merged with itself");
        left.merge(other);
        right.merge(one);
        assertEquals(left.content(), right.content(), "one into the other, or the other way round");
        noSecretFewer(List.of(one, other), left);
        assertEquals(Math.max(one.epoch(), other.epoch()), left.epoch());
        Machine greater = one.epoch() >= other.epoch() ? one : other;
        assertTrue(left.sealed().hasSameSlotsAs(greater.sealed()), "keys come whole from the later change");
        byte[] before = Files.readAllBytes(left.path);
        assertTrue(left.wouldNotChange(other), "a second merge finds something to do");
        assertTrue(left.wouldNotChange(one), "a merge with its own past finds something to do");
        assertEquals(
                List.of(), left.names().stream().filter(n -> left.count(n) > 1).toList(), "a name twice");
        assertEquals(before.length, Files.size(left.path));
    }

    /** Accounts that one machine purged and another one has: what was edited where decides then which edits are left. */
    private static Set<UUID> disputed(List<Machine> machines) throws Exception {
        Set<UUID> purged = new HashSet<>();
        Set<UUID> there = new HashSet<>();
        for (Machine machine : machines) {
            try (Vault vault = machine.open()) {
                vault.payload().tombstones.forEach(tombstone -> purged.add(tombstone.id()));
                vault.payload()
                        .entries
                        .forEach(entry -> there.add(entry.account().id()));
            }
        }
        there.retainAll(purged);
        return there;
    }

    private static Map<UUID, String> without(Set<UUID> disputed, Map<UUID, String> content) {
        Map<UUID, String> rest = new TreeMap<>(content);
        rest.keySet().removeAll(disputed);
        rest.values().removeIf(account -> account.contains("[" + EntryMerge.CONFLICT + "]") && !disputed.isEmpty());
        return rest;
    }

    private static void noSecretFewer(List<Machine> sides, Machine merged) throws Exception {
        Set<String> secrets = merged.secrets();
        for (Machine side : sides) {
            try (Vault vault = side.open()) {
                for (Payload.Entry entry : vault.payload().entries) {
                    Account account = entry.account();
                    boolean purged = false;
                    for (Machine other : sides) {
                        purged |= other.purged(account.id(), account.revision());
                    }
                    assertTrue(purged || secrets.contains(text(account.secret())), () -> account + " is lost");
                }
            }
        }
    }

    private static String text(Secret secret) {
        return secret.use(bytes -> HexFormat.of().formatHex(bytes));
    }

    /** A computer with its own file, state folder and clock. */
    private final class Machine {
        private final int seed;
        private final String name;
        private final Path path;
        private boolean mayRekey;
        private boolean rekeyed;
        private Instant clock;
        private long saves;
        private int accounts;

        Machine(int seed, String name) throws IOException {
            this.seed = seed;
            this.saves = 1L << 32 | (long) ++machines << 16; // no two saves of a run draw the same
            this.name = name;
            this.path = Objects.requireNonNull(folder).resolve(seed + "/" + name + "/vault.totp");
            this.clock = TestVaults.NOW.plusSeconds(1000L * name.hashCode()); // no two clocks agree
            Files.createDirectories(path.getParent());
        }

        Machine copy(String as) throws IOException {
            delete(Objects.requireNonNull(folder).resolve(seed + "/" + as));
            Machine copy = new Machine(seed, as);
            Files.copy(path, copy.path);
            return copy;
        }

        private void delete(Path what) throws IOException {
            if (Files.exists(what)) {
                try (var files = Files.walk(what)) {
                    for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(file);
                    }
                }
            }
        }

        private VaultFile file() {
            return TestVaults.file(path, new UnsyncedDisk(), 31L * seed + ++saves);
        }

        void create() throws VaultException {
            file().create(TestVaults.recoveryOnly(), TestVaults.CHEAP).close();
        }

        Vault open() throws VaultException {
            try (Credentials recovery = TestVaults.recovery()) {
                return file().read().open(recovery);
            }
        }

        SealedVault sealed() throws VaultException {
            return file().read();
        }

        long epoch() throws VaultException {
            try (Vault vault = open()) {
                return vault.keyEpoch();
            }
        }

        void merge(Machine other) throws VaultException {
            VaultFile file = file();
            Vault ours = open();
            try (Vault theirs = other.open()) {
                Merge merge = Merge.of(ours, theirs);
                if (merge.changesNothing()) {
                    ours.close();
                } else {
                    Merge.save(file, ours, theirs, true).close();
                }
            }
        }

        boolean wouldNotChange(Machine other) throws VaultException {
            try (Vault ours = open();
                    Vault theirs = other.open()) {
                Merge merge = Merge.of(ours, theirs);
                assertEquals(merge.changesNothing(), merge.changes().isEmpty());
                return merge.changesNothing();
            }
        }

        boolean purged(UUID id, long revision) throws VaultException {
            try (Vault vault = open()) {
                return vault.payload().tombstones.stream()
                        .anyMatch(tombstone -> tombstone.id().equals(id) && tombstone.revision() >= revision);
            }
        }

        Set<String> secrets() throws VaultException {
            Set<String> secrets = new TreeSet<>();
            try (Vault vault = open()) {
                vault.payload()
                        .entries
                        .forEach(entry -> secrets.add(text(entry.account().secret())));
            }
            return secrets;
        }

        List<String> names() throws VaultException {
            try (Vault vault = open()) {
                return TestVaults.names(vault);
            }
        }

        long count(String wanted) {
            try {
                return names().stream().filter(wanted::equals).count();
            } catch (VaultException e) {
                throw new AssertionError(e);
            }
        }

        /** All but names, which may depend on the order where they clash. */
        Map<UUID, String> content() throws VaultException {
            Map<UUID, String> content = new TreeMap<>();
            try (Vault vault = open()) {
                for (Payload.Entry entry : vault.payload().entries) {
                    Account account = entry.account();
                    content.put(
                            account.id(),
                            String.join(
                                    "|",
                                    account.issuer(),
                                    account.note(),
                                    String.valueOf(account.otp()),
                                    String.valueOf(account.aws()),
                                    String.valueOf(account.trashed()),
                                    account.state().name(),
                                    new TreeSet<>(account.tags()).toString(),
                                    new TreeSet<>(account.sites()).toString(),
                                    new TreeSet<>(account.aliases()).toString().replaceAll("~[0-9a-f]{4}", ""),
                                    Long.toString(account.revision()),
                                    text(account.secret())));
                }
                vault.payload()
                        .tombstones
                        .forEach(tombstone -> content.put(tombstone.id(), "purged " + tombstone.revision()));
            }
            return content;
        }

        void edit(Random random, int times) throws VaultException {
            for (int i = 0; i < times; i++) {
                Edit edit = List.of(Edit.values()).get(random.nextInt(Edit.values().length));
                boolean isRare = edit == Edit.REKEY || edit == Edit.RESTORE; // they undo others, or lead to few results
                edit = isRare && random.nextBoolean() ? Edit.TRASH : edit;
                clock = clock.plusSeconds(random.nextInt(3)); // several edits at one time, too
                if (one(edit, random)) {
                    made.merge(edit, 1, Integer::sum);
                }
            }
        }

        private boolean one(Edit edit, Random random) throws VaultException {
            Vault vault = open();
            if (edit == Edit.REKEY) {
                return rekey(vault);
            }
            if (edit == Edit.RESTORE) {
                return restore(vault);
            }
            boolean[] done = {false};
            file().update(vault, current -> done[0] = change(current, edit, random))
                    .close();
            return done[0];
        }

        private boolean rekey(Vault vault) throws VaultException {
            if (!mayRekey) {
                vault.close();
                return false;
            }
            rekeyed = true;
            new KeyRing(file())
                    .rekey(vault, List.of(), TestVaults.recoveryOnly(), TestVaults.CHEAP)
                    .close();
            return true;
        }

        private boolean restore(Vault vault) throws VaultException {
            VaultFile file = file();
            List<Backup> backups = file.backups().stream()
                    .filter(backup -> opens(file, backup, vault))
                    .toList();
            if (backups.isEmpty()) {
                vault.close();
                return false;
            }
            file.restore(file.open(backups.get(backups.size() / 2), vault), Present.opened(vault))
                    .close();
            return true;
        }

        private boolean opens(VaultFile file, Backup backup, Vault vault) {
            try {
                file.open(backup, vault).close();
                return true;
            } catch (VaultException e) {
                return false;
            }
        }

        private boolean change(Vault vault, Edit edit, Random random) throws VaultException {
            if (edit == Edit.ADD || edit == Edit.NAME_OF_ANOTHER_MACHINE) {
                String called = edit == Edit.ADD ? name + accounts++ : "both" + random.nextInt(3);
                if (vault.named(called).isPresent()) {
                    return false;
                }
                UUID id = new UUID(random.nextLong(), random.nextLong());
                vault.add(Account.builder(
                                id,
                                called,
                                random.nextBoolean() ? new Hotp(Algorithm.SHA1, 6, 0) : Totp.DEFAULT,
                                Secret.adopt(TestVaults.ascii("secret of " + id)))
                        .state(random.nextBoolean() ? Account.State.ACTIVE : Account.State.PENDING)
                        .created(clock)
                        .modified(clock)
                        .revision(1)
                        .build());
                return true;
            }
            boolean fromTrash = edit == Edit.UNDELETE || (edit == Edit.PURGE && random.nextBoolean());
            List<Account> all = fromTrash ? vault.trash() : vault.accounts();
            if (all.isEmpty()) {
                return false;
            }
            Account account = all.get(random.nextInt(all.size()));
            String word = "w" + random.nextInt(4);
            switch (edit) {
                case TRASH -> vault.trash(account.id(), clock);
                case PURGE -> {
                    if (!fromTrash) {
                        vault.trash(account.id(), clock);
                    }
                    vault.purge(account.id(), clock);
                }
                case UNDELETE -> {
                    if (vault.named(account.name()).isPresent()
                            || account.aliases().stream()
                                    .anyMatch(alias -> vault.named(alias).isPresent())) {
                        return false;
                    }
                    vault.undelete(account.id(), clock);
                }
                default -> {
                    Account changed = changed(account, edit, word, random);
                    if (changed.equals(account) || taken(vault, changed)) {
                        return false;
                    }
                    vault.change(changed, clock);
                }
            }
            return true;
        }

        private boolean taken(Vault vault, Account account) {
            List<String> names = new ArrayList<>(account.aliases());
            names.add(account.name());
            return names.stream()
                    .anyMatch(n -> vault.named(n)
                            .filter(other -> !other.id().equals(account.id()))
                            .isPresent());
        }

        private Account changed(Account account, Edit edit, String word, Random random) {
            Account.Builder builder = account.toBuilder();
            Set<String> tags = new TreeSet<>(account.tags());
            switch (edit) {
                case RENAME -> builder.name(name + " renamed " + word);
                case NOTE -> builder.note(name + word);
                case ISSUER -> builder.issuer(word);
                case FAVORITE -> builder.favorite(!account.isFavorite());
                case TAG -> {
                    tags.add(word);
                    builder.tags(List.copyOf(tags));
                }
                case UNTAG -> {
                    tags.removeIf(tag -> random.nextBoolean());
                    builder.tags(List.copyOf(tags));
                    builder.sites(List.of(word + ".example"));
                }
                case ALIAS -> builder.aliases(List.of("alias " + word));
                case DIGITS ->
                    builder.otp(
                            account.otp() instanceof Hotp hotp
                                    ? new Hotp(hotp.algorithm(), 6 + random.nextInt(3), hotp.counter())
                                    : new Totp(Algorithm.SHA1, 6 + random.nextInt(3), 30));
                case COUNTER -> {
                    if (account.otp() instanceof Hotp hotp) {
                        builder.otp(hotp.next());
                    }
                }
                case CONFIRM -> builder.state(Account.State.ACTIVE);
                case DEVICE -> builder.aws(new AwsDevice("arn:" + word, "user", "123456789012", "aws"));
                default -> throw new IllegalArgumentException(edit.name());
            }
            return builder.build();
        }
    }

    /** Thousands of saves, none of which has to outlast a power cut. */
    private static final class UnsyncedDisk extends DelegatingDisk {
        @Override
        public void forceFolder(Path folder) {
            // Not needed here.
        }

        @Override
        public Output create(Path file) throws IOException {
            Output out = super.create(file);
            return new Output() {
                @Override
                public void write(ByteBuffer bytes) throws IOException {
                    out.write(bytes);
                }

                @Override
                public void force() {
                    // Nor here.
                }

                @Override
                public void close() throws IOException {
                    out.close();
                }
            };
        }
    }
}
