package totp.vault;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import totp.SeededRandom;
import totp.crypto.Secret;
import totp.otp.Account;
import totp.otp.Algorithm;
import totp.otp.Hotp;
import totp.otp.Totp;
import totp.vault.Payload.Entry;
import totp.vault.Payload.Foreign;
import totp.vault.Payload.Tombstone;
import totp.vault.VaultException.Reason;

/** What two states of a vault become together, rule by rule. */
class MergeTest {
    private static final Instant EARLY = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant LATE = Instant.parse("2026-01-02T00:00:00Z");
    private static final UUID SMALL = UUID.fromString("10000000-0000-4000-8000-000000000000");
    private static final UUID GREAT =
            UUID.fromString("f0000000-0000-4000-8000-000000000000"); // less, if compared signed

    @TempDir
    @Nullable
    Path folder;

    private static long files;

    private Path path = Path.of("");
    private Path copy = Path.of("");

    @BeforeEach
    void makeVault() throws Exception {
        path = Objects.requireNonNull(folder).resolve("vault.totp");
        copy = Objects.requireNonNull(folder).resolve("elsewhere/vault.totp");
        Files.createDirectories(copy.getParent());
        file(path).create(TestVaults.recoveryOnly(), TestVaults.CHEAP).close();
    }

    /** With other random numbers each time: two saves must not get one id. */
    private static VaultFile file(Path path) {
        return TestVaults.file(path, new FileDisk(), ++files);
    }

    /** An edit of the content itself, so that a test may say what no command does. */
    @FunctionalInterface
    private interface Edit {
        void of(Payload payload);
    }

    private static void edit(Path file, Edit edit) throws Exception {
        VaultFile vault = file(file);
        vault.update(open(file), current -> edit.of(current.payload())).close();
    }

    private static Vault open(Path file) throws VaultException {
        try (Credentials recovery = TestVaults.recovery()) {
            return file(file).read().open(recovery);
        }
    }

    private void twin() throws IOException {
        Files.copy(path, copy);
    }

    /** Merges the copy into the vault, and the vault into a twin of the copy: what holds one way has to hold the other. */
    private List<Entry> merged() throws Exception {
        Path other = copy.resolveSibling("other/vault.totp");
        Files.createDirectories(other.getParent());
        Files.copy(copy, other);
        List<Entry> one = merge(path, copy);
        List<Entry> two = merge(other, path);
        assertEquals(texts(one), texts(two), "the other way round");
        return one;
    }

    private static List<Entry> merge(Path into, Path from) throws Exception {
        try (Vault theirs = open(from)) {
            Vault saved = Merge.save(file(into), open(into), theirs, true);
            return List.copyOf(saved.payload().entries); // not closed: the test looks at its secrets
        }
    }

    private static List<String> texts(List<Entry> entries) {
        List<String> texts = new ArrayList<>();
        for (Entry entry : entries) {
            Account a = entry.account();
            texts.add(String.join(
                    "|",
                    a.id().toString(),
                    a.issuer(),
                    a.note(),
                    a.otp().toString(),
                    a.state().name()));
        }
        texts.sort(null);
        return texts;
    }

    private static Account account(UUID id, String name, long revision, Instant modified) {
        return Account.builder(id, name, Totp.DEFAULT, Secret.adopt(TestVaults.ascii("secret of " + id)))
                .modified(modified)
                .revision(revision)
                .build();
    }

    private static void put(Payload payload, Account account) {
        payload.entries.removeIf(entry -> entry.account().id().equals(account.id()));
        payload.entries.add(Entry.of(account));
    }

    @Test
    void greaterRevisionWinsWhateverTheClocksSay() throws Exception {
        twin();
        edit(path, payload -> put(payload, account(SMALL, "by revision", 5, EARLY)));
        edit(copy, payload -> put(payload, account(SMALL, "by date", 4, LATE)));
        assertEquals("by revision", merged().get(0).account().name());
    }

    @Test
    void laterDateDecidesBetweenEqualRevisions() throws Exception {
        twin();
        edit(path, payload -> put(payload, account(SMALL, "early", 4, EARLY)));
        edit(copy, payload -> put(payload, account(SMALL, "late", 4, LATE)));
        assertEquals("late", merged().get(0).account().name());
    }

    @Test
    void editsOfOtherPartsAreBothThere() throws Exception {
        edit(path, payload -> put(payload, account(SMALL, "name", 1, EARLY)));
        twin();
        change(path, a -> a.note("note"));
        change(path, a -> a.tags(List.of("ours")).sites(List.of("ours.example")));
        change(copy, a -> a.issuer("issuer").tags(List.of("theirs")).sites(List.of("theirs.example")));
        Account merged = merged().get(0).account();
        assertEquals("note", merged.note());
        assertEquals("issuer", merged.issuer());
        assertEquals(List.of("ours", "theirs"), merged.tags());
        assertEquals(List.of("ours.example", "theirs.example"), merged.sites());
        assertEquals(3, merged.revision());
    }

    @Test
    void favouriteIsAPartOfItsOwn() throws Exception {
        edit(path, payload -> put(payload, account(SMALL, "name", 1, EARLY)));
        change(path, a -> a.favorite(true));
        twin();
        change(path, a -> a.note("note"));
        change(copy, a -> a.favorite(false));
        Account merged = merged().get(0).account();
        assertFalse(merged.isFavorite());
        assertEquals("note", merged.note());
    }

    @Test
    void removedTagStaysRemoved() throws Exception {
        edit(
                path,
                payload -> put(
                        payload,
                        account(SMALL, "name", 1, EARLY).toBuilder()
                                .tags(List.of("a", "b"))
                                .build()));
        twin();
        change(path, a -> a.tags(List.of("b")));
        change(copy, a -> a.note("note"));
        assertEquals(List.of("b"), merged().get(0).account().tags());
    }

    @Test
    void programThatWritesNoEditsIsTakenToHaveChangedEverything() throws Exception {
        edit(path, payload -> put(payload, account(SMALL, "name", 1, EARLY)));
        change(path, a -> a.note("first"));
        twin();
        change(path, a -> a.issuer("ours"));
        edit(
                copy,
                payload -> payload.entries.replaceAll(entry -> new Entry(
                        entry.account().toBuilder().note("second").revision(9).build(), entry.edits(), null, null)));
        Account merged = merged().get(0).account();
        assertEquals("second", merged.note());
        assertEquals("", merged.issuer());
    }

    @Test
    void accountWithAnotherSecretIsKeptBesideAndOnlyOnce() throws Exception {
        twin();
        edit(path, payload -> put(payload, account(SMALL, "login", 1, EARLY)));
        edit(
                copy,
                payload -> put(
                        payload,
                        account(SMALL, "login", 1, EARLY).toBuilder()
                                .secret(Secret.adopt(TestVaults.ascii("another secret")))
                                .build()));
        List<Entry> merged = merged();
        assertEquals(2, merged.size());
        Account kept = merged.get(1).account();
        assertTrue(kept.name().matches("login~[0-9a-f]{4}"), kept.name());
        assertEquals(List.of(EntryMerge.CONFLICT), kept.tags());
        assertFalse(kept.secret().sameAs(merged.get(0).account().secret()));
        try (Vault ours = open(path);
                Vault theirs = open(copy)) {
            assertTrue(Merge.of(ours, theirs).changesNothing());
        }
    }

    @Test
    void digitsSetOnBothSidesAreKeptBesideAndDigitsSetOnOneAreNot() throws Exception {
        edit(path, payload -> put(payload, account(SMALL, "both", 1, EARLY)));
        edit(path, payload -> put(payload, account(GREAT, "one", 1, EARLY)));
        twin();
        change(path, a -> a.otp(new Totp(Algorithm.SHA1, 8, 30)));
        edit(copy, payload -> payload.entries.replaceAll(MergeTest::withSevenDigits));
        List<Entry> merged = merged();
        assertEquals(3, merged.size(), texts(merged).toString());
        Account kept = merged.get(2).account();
        assertTrue(kept.name().startsWith("both~"), kept.name());
        assertTrue(kept.secret().sameAs(merged.get(0).account().secret()));
    }

    private static Entry withSevenDigits(Entry entry) {
        Account seven = entry.account().toBuilder()
                .otp(new Totp(Algorithm.SHA1, 7, 30))
                .revision(2)
                .modified(LATE)
                .build();
        return entry.with(seven);
    }

    @Test
    void activeBeatsPendingAndTheGreaterCounterStays() throws Exception {
        twin();
        edit(path, payload -> put(payload, hotp(9, Account.State.ACTIVE, 2)));
        edit(copy, payload -> put(payload, hotp(7, Account.State.PENDING, 5)));
        Account merged = merged().get(0).account();
        assertEquals(Account.State.ACTIVE, merged.state());
        assertEquals(new Hotp(Algorithm.SHA1, 6, 9), merged.otp());
    }

    private static Account hotp(long counter, Account.State state, long revision) {
        return account(SMALL, "h", revision, EARLY).toBuilder()
                .otp(new Hotp(Algorithm.SHA1, 6, counter))
                .state(state)
                .build();
    }

    @Test
    void tombstoneOfAtLeastTheRevisionPurgesAndAnEarlierOneDoesNot() throws Exception {
        twin();
        edit(path, payload -> {
            put(payload, account(SMALL, "purged", 3, EARLY));
            put(payload, account(GREAT, "edited since", 4, EARLY));
        });
        edit(copy, payload -> {
            payload.tombstones.add(new Tombstone(SMALL, LATE, 3, null));
            payload.tombstones.add(new Tombstone(GREAT, LATE, 3, null));
        });
        List<Entry> merged = merged();
        assertEquals(1, merged.size());
        assertEquals("edited since", merged.get(0).account().name());
        try (Vault vault = open(path)) {
            assertEquals(
                    List.of(SMALL),
                    vault.payload().tombstones.stream().map(Tombstone::id).toList());
        }
    }

    @Test
    void changeOnOneSideOutlivesThePurgeOnTheOther() throws Exception {
        edit(path, payload -> put(payload, account(SMALL, "one", 1, EARLY)));
        VaultFile file = file(path);
        file.update(open(path), vault -> vault.trash(SMALL, EARLY)).close();
        twin();
        file(copy).update(open(copy), vault -> vault.undelete(SMALL, LATE)).close();
        file.update(open(path), vault -> vault.purge(SMALL, LATE)).close();
        assertEquals("one", merged().get(0).account().name());
    }

    @Test
    void purgedHereStaysPurgedAndIsNamed() throws Exception {
        edit(path, payload -> put(payload, account(SMALL, "one", 1, EARLY)));
        twin();
        VaultFile file = file(path);
        file.update(open(path), vault -> vault.trash(SMALL, EARLY)).close();
        file.update(open(path), vault -> vault.purge(SMALL, LATE)).close();
        try (Vault ours = open(path);
                Vault theirs = open(copy)) {
            assertEquals(List.of("one"), Merge.of(ours, theirs).stayPurged());
        }
        assertEquals(List.of(), merged());
    }

    @Test
    void oldCopyIsNoConflict() throws Exception {
        edit(path, payload -> put(payload, account(SMALL, "one", 1, EARLY)));
        change(path, a -> a.otp(new Totp(Algorithm.SHA1, 7, 30)));
        twin();
        change(path, a -> a.otp(new Totp(Algorithm.SHA1, 8, 30)));
        List<Entry> merged = merged();
        assertEquals(1, merged.size());
        assertEquals(8, merged.get(0).account().otp().digits());
    }

    @Test
    void clashingAliasesAreInOneOrderWhicheverSideComesFirst() throws Exception {
        twin();
        edit(
                path,
                payload -> put(
                        payload,
                        account(GREAT, "al", 1, EARLY).toBuilder()
                                .aliases(List.of("b2", "a1"))
                                .build()));
        edit(copy, payload -> put(payload, account(SMALL, "b2", 1, EARLY)));
        merged();
        try (Vault ours = open(path);
                Vault theirs = open(copy)) {
            assertTrue(Merge.of(ours, theirs).changesNothing(), "a second time");
        }
    }

    @Test
    void membersOfALaterVersionAreThoseOfBothAndByTheirOwnStamps() throws Exception {
        edit(path, payload -> put(payload, account(SMALL, "one", 1, EARLY)));
        twin();
        edit(path, payload -> {
            payload.unknown = members("\"zzz\":1");
            payload.entries.replaceAll(entry -> new Entry(
                    counted(entry.account(), 2),
                    new Edits(Edits.Stamp.NEVER, new TreeMap<>(Map.of("future", new Edits.Stamp(2, EARLY)))),
                    members("\"future\":\"new\""),
                    null));
        });
        edit(copy, payload -> {
            payload.unknown = members("\"yyy\":2");
            payload.entries.replaceAll(entry -> new Entry(
                    counted(entry.account(), 3),
                    new Edits(Edits.Stamp.NEVER, new TreeMap<>(Map.of("note", new Edits.Stamp(3, EARLY)))),
                    members("\"future\":\"old\""),
                    null));
        });
        assertEquals(
                "\"future\":\"new\"",
                text(Objects.requireNonNull(merged().get(0).unknown())));
        try (Vault vault = open(path)) {
            assertEquals("\"yyy\":2,\"zzz\":1", text(Objects.requireNonNull(vault.payload().unknown)));
        }
    }

    private static Account counted(Account account, long revision) {
        return account.toBuilder().revision(revision).build();
    }

    private static Secret members(String json) {
        return Secret.adopt(TestVaults.ascii(json));
    }

    private static String text(Secret secret) {
        return secret.use(bytes -> new String(bytes, StandardCharsets.US_ASCII));
    }

    @Test
    void settingsOfTheLaterStateStay() throws Exception {
        edit(path, payload -> payload.settings = members("{\"a\":2}"));
        twin();
        edit(path, payload -> payload.settings = members("{\"a\":1}"));
        merged();
        try (Vault vault = open(path)) {
            assertEquals("{\"a\":1}", text(Objects.requireNonNull(vault.payload().settings)));
        }
    }

    @Test
    void nameOfTwoStaysWithTheSmallerId() throws Exception {
        twin();
        edit(path, payload -> put(payload, account(GREAT, "login", 1, EARLY)));
        edit(
                copy,
                payload -> put(
                        payload,
                        account(SMALL, "login", 1, EARLY).toBuilder()
                                .aliases(List.of("alias"))
                                .build()));
        List<Entry> merged = merged();
        assertTrue(merged.get(0).account().name().matches("login~[0-9a-f]{4}"));
        assertEquals(GREAT, merged.get(0).account().id());
        assertEquals("login", merged.get(1).account().name());
    }

    @Test
    void longestNameIsCutForItsMark() throws Exception {
        String longest = "é".repeat(128);
        twin();
        edit(path, payload -> put(payload, account(GREAT, longest, 1, EARLY)));
        edit(copy, payload -> put(payload, account(SMALL, longest, 1, EARLY)));
        String name = merged().get(0).account().name();
        assertEquals(128, name.length());
        assertTrue(name.startsWith("é".repeat(123) + "~"), name);
    }

    @Test
    void nameInTheTrashTakesNobodysName() throws Exception {
        twin();
        edit(path, payload -> put(payload, account(GREAT, "login", 1, EARLY)));
        edit(
                copy,
                payload -> put(
                        payload,
                        account(SMALL, "login", 1, EARLY).toBuilder()
                                .trashed(LATE)
                                .build()));
        assertEquals("login", merged().get(0).account().name());
    }

    @Test
    void entriesOfALaterVersionAreAllThereAndADifferentOneGetsAnIdOfItsOwn() throws Exception {
        String ours = "{\"id\":\"" + SMALL + "\",\"type\":\"later\",\"secret\":\"QUJD\",\"rev\":2}";
        String theirs = ours.replace("QUJD", "WFla");
        twin();
        edit(path, payload -> payload.foreignEntries.add(foreign(ours, 2)));
        edit(copy, payload -> payload.foreignEntries.add(foreign(theirs, 2)));
        merged();
        try (Vault vault = open(path);
                Vault other = open(copy)) {
            List<Foreign> all = vault.payload().foreignEntries;
            assertEquals(2, all.size());
            assertEquals(1, all.stream().filter(e -> e.id().equals(SMALL)).count());
            String both = text(all.get(0)) + text(all.get(1));
            assertTrue(both.contains("QUJD") && both.contains("WFla"), both);
            assertTrue(Merge.of(vault, other).changesNothing(), "a second time");
        }
    }

    private static String text(Foreign foreign) {
        return text(foreign.json());
    }

    private static Foreign foreign(String json, long revision) {
        return new Foreign(SMALL, revision, Secret.adopt(TestVaults.ascii(json)));
    }

    @Test
    void moreThanAVaultHoldsIsRefusedAndNothingIsChanged() throws Exception {
        twin();
        fill(path, 6000);
        fill(copy, 6000);
        byte[] before = Files.readAllBytes(path);
        try (Vault theirs = open(copy)) {
            VaultException e =
                    assertThrows(VaultException.class, () -> Merge.save(file(path), open(path), theirs, true));
            assertEquals(Reason.LIMIT, e.reason());
        }
        assertArrayEquals(before, Files.readAllBytes(path));
    }

    private static void fill(Path file, int accounts) throws Exception {
        edit(file, payload -> {
            for (int i = 0; i < accounts; i++) {
                UUID id = UUID.randomUUID();
                payload.entries.add(Entry.of(account(id, id.toString(), 1, EARLY)));
            }
        });
    }

    @Test
    void featureOfALaterVersionOnTheOtherSideIsNotWrittenOver() throws Exception {
        twin();
        edit(copy, payload -> payload.critical = List.of("later"));
        try (Vault theirs = open(copy);
                Vault ours = open(path)) {
            VaultException e = assertThrows(VaultException.class, () -> Merge.of(ours, theirs));
            assertEquals(Reason.NEWER, e.reason());
        }
    }

    @Test
    void saveFollowsBothSidesAndKeepsTheFileAmongTheBackups() throws Exception {
        twin();
        change(path, null);
        change(copy, null);
        byte[] theirs = Files.readAllBytes(copy);
        Id one = file(path).read().saveId();
        Id other = file(copy).read().saveId();
        merge(path, copy);
        try (Vault vault = open(path)) {
            assertEquals(List.of(one, other), vault.sealed().header().parents());
            assertEquals(List.of(one, other), vault.payload().history.subList(0, 2));
            assertTrue(vault.follows(one) && vault.follows(other));
        }
        boolean kept = false;
        for (Backup backup : file(path).backups()) {
            kept |= Arrays.equals(theirs, Files.readAllBytes(backup.file()));
        }
        assertTrue(kept, "the merged file is among the backups");
        assertArrayEquals(theirs, Files.readAllBytes(copy), "and where it was");
    }

    @Test
    void whatWasRestoredIsNotUndoneByAMergeWithWhatItReplaced() throws Exception {
        edit(path, payload -> put(payload, account(SMALL, "wanted", 1, EARLY)));
        change(path, a -> a.name("unwanted"));
        twin();
        VaultFile file = file(path);
        Vault present = open(path);
        file.restore(file.open(file.backups().get(0), present), Present.opened(present))
                .close();
        assertEquals("wanted", merged().get(0).account().name());
    }

    @Test
    void accountRestoredAfterItWasPurgedStays() throws Exception {
        edit(path, payload -> put(payload, account(SMALL, "back", 1, EARLY)));
        edit(path, payload -> {
            payload.entries.clear();
            payload.tombstones.add(new Tombstone(SMALL, LATE, 3, null));
        });
        twin();
        VaultFile file = file(path);
        Vault present = open(path);
        file.restore(file.open(file.backups().get(0), present), Present.opened(present))
                .close();
        assertEquals("back", merged().get(0).account().name());
    }

    @Test
    void writtenIntoAFileItLeavesNothingBesideIt() throws Exception {
        twin();
        edit(copy, payload -> put(payload, account(SMALL, "theirs", 1, EARLY)));
        Path alone = Objects.requireNonNull(folder).resolve("git/.merge_file_x");
        Files.createDirectories(alone.getParent());
        Files.copy(path, alone);
        try (Vault ours = open(alone);
                Vault theirs = open(copy)) {
            assertEquals(List.of(), Merge.of(ours, theirs).writeTo(alone, new SeededRandom(1)));
        }
        assertEquals(List.of("theirs"), TestVaults.namesOnDisk(alone));
        try (var files = Files.list(Objects.requireNonNull(alone.getParent()))) {
            assertEquals(List.of(alone), files.toList());
        }
    }

    /** What a builder is told to change. */
    @FunctionalInterface
    private interface Changing {
        Account.Builder of(Account.Builder builder);
    }

    /** A change of the first account as commands make it, or a save without any. */
    private static void change(Path file, @Nullable Changing changing) throws Exception {
        file(file)
                .update(open(file), current -> {
                    if (changing != null) {
                        Account first = current.accounts().get(0);
                        current.change(changing.of(first.toBuilder()).build(), LATE);
                    }
                })
                .close();
    }

    /** Notes about slots go with the slots: those of the later change of keys, whichever side it is on. */
    @Test
    void notesAboutSlotsComeFromWhereTheSlotsComeFrom() throws Exception {
        edit(path, payload -> payload.slots.put(1, new SlotNote("ours", EARLY, false)));
        twin();
        edit(copy, payload -> {
            payload.slots.put(1, new SlotNote("theirs", LATE, true));
            payload.keyEpoch++;
        });
        Path other = copy.resolveSibling("other/vault.totp");
        Files.createDirectories(other.getParent());
        Files.copy(copy, other);
        merge(path, copy);
        merge(other, path);
        for (Path merged : List.of(path, other)) {
            try (Vault vault = open(merged)) {
                SlotNote note = vault.note(vault.sealed().slots().get(0));
                assertEquals("theirs", note.label());
                assertEquals(LATE, note.created());
                assertTrue(note.isShort());
            }
        }
    }
}
