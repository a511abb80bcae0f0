package totp.vault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import totp.crypto.Secret;
import totp.otp.Account;
import totp.otp.Algorithm;
import totp.otp.AwsDevice;
import totp.otp.Hotp;
import totp.vault.VaultException.Reason;
import totp.vault.VaultFile.Change;

/** What a process without the key may have changed by one that has it. */
class ProposalTest {
    private static final Instant LATER = Instant.parse("2026-01-02T00:00:00Z");
    private static final AwsDevice DEVICE = new AwsDevice("arn:one", "alice", "123456789012", "aws");
    private static final AwsDevice REPLACING =
            new AwsDevice("arn:one", "alice", "123456789012", "aws", "arn:old", null);

    @TempDir
    @Nullable
    Path folder;

    private VaultFile file = TestVaults.file(Path.of("/"));
    private final Account pending = TestVaults.account("pending").toBuilder()
            .state(Account.State.PENDING)
            .aws(REPLACING)
            .aliases(List.of("other"))
            .build();
    private final Account active = TestVaults.account("active").toBuilder()
            .aws(new AwsDevice("arn:two", "bob", "123456789012", "aws"))
            .aliases(List.of("arn:two"))
            .build();

    @BeforeEach
    void makeVault() throws VaultException {
        file = TestVaults.file(Objects.requireNonNull(folder).resolve("vault.totp"));
        Vault made = file.create(TestVaults.recoveryOnly(), TestVaults.CHEAP);
        file.update(made, vault -> {
                    vault.add(pending.copy());
                    vault.add(active.copy());
                })
                .close();
    }

    private Vault opened() throws VaultException {
        try (Credentials recovery = TestVaults.recovery()) {
            return file.read().open(recovery);
        }
    }

    /** As the process without the key sees it. */
    private Vault outlined() throws VaultException {
        try (Vault vault = opened();
                Secret outline = Proposal.outline(vault)) {
            return Proposal.outlined(vault.sealed(), outline);
        }
    }

    private Secret proposal(Change change) throws VaultException {
        try (Vault outlined = outlined()) {
            return Proposal.of(outlined, change);
        }
    }

    private boolean isAllowed(Change change) throws VaultException {
        try (Secret json = proposal(change);
                Proposal proposal = Proposal.read(json);
                Vault vault = opened()) {
            return proposal.isAllowed(vault);
        }
    }

    private boolean isAllowed(UUID id, UnaryOperator<Account.Builder> change) throws VaultException {
        return isAllowed(vault ->
                vault.change(change.apply(vault.existing(id).toBuilder()).build(), LATER));
    }

    private void make(Secret json) throws VaultException {
        try (Proposal proposal = Proposal.read(json);
                Vault before = opened()) {
            assertTrue(proposal.isAllowed(before));
            file.update(opened(), proposal::applyTo).close();
        }
    }

    @Test
    void anOutlineHasEverythingButSecrets() throws VaultException {
        try (Vault vault = opened();
                Secret outline = Proposal.outline(vault)) {
            String text = outline.use(bytes -> new String(bytes, StandardCharsets.UTF_8));
            for (Account account : List.of(pending, active)) {
                String secret = account.secret().use(Base64.getEncoder()::encodeToString);
                assertTrue(text.contains(account.id().toString()), text);
                assertFalse(text.contains(secret), text);
            }
        }
        try (Vault outlined = outlined()) {
            assertEquals(List.of("pending", "active"), TestVaults.names(outlined));
            assertEquals(REPLACING, outlined.existing(pending.id()).aws());
            assertEquals(List.of("arn:two"), outlined.existing(active.id()).aliases());
        }
    }

    @Test
    void anAddedAccountComesWithItsSecretAndTheOthersKeepTheirs() throws VaultException {
        Account added = TestVaults.account("added");
        Secret seed = added.secret().copy();
        try (Secret json = proposal(vault -> vault.add(added))) {
            make(json);
        }
        try (Vault vault = opened()) {
            assertEquals(List.of("pending", "active", "added"), TestVaults.names(vault));
            assertTrue(vault.existing(added.id()).secret().sameAs(seed));
            assertTrue(vault.existing(active.id()).secret().sameAs(active.secret()));
        }
    }

    @Test
    void aPendingAccountIsConfirmedWithItsSecret() throws VaultException {
        try (Secret json = proposal(vault -> vault.change(
                vault.existing(pending.id()).toBuilder()
                        .state(Account.State.ACTIVE)
                        .aws(DEVICE)
                        .aliases(List.of("other", DEVICE.serial()))
                        .build(),
                LATER))) {
            make(json);
            make(json); // by a call whose answer was lost
        }
        try (Vault vault = opened()) {
            Account confirmed = vault.existing(pending.id());
            assertEquals(Account.State.ACTIVE, confirmed.state());
            assertEquals(DEVICE, confirmed.aws());
            assertEquals(List.of("other", "arn:one"), confirmed.aliases());
            assertEquals(LATER, confirmed.modified());
            assertEquals(2, confirmed.revision(), "confirmed once");
            assertTrue(confirmed.secret().sameAs(pending.secret()));
        }
    }

    @Test
    void whatWasBegunIsTakenBackAndADeviceThatIsGoneIsNoted() throws VaultException {
        try (Secret json = proposal(vault -> {
            vault.trash(pending.id(), LATER);
            Account former = vault.existing(active.id());
            AwsDevice device = Objects.requireNonNull(former.aws());
            vault.change(
                    former.toBuilder()
                            .aliases(List.of())
                            .aws(device.staleSince(LATER))
                            .build(),
                    LATER);
        })) {
            make(json);
        }
        try (Vault vault = opened()) {
            assertEquals(LATER, vault.existing(pending.id()).trashed());
            assertEquals(
                    LATER,
                    Objects.requireNonNull(vault.existing(active.id()).aws()).stale());
            assertNull(vault.existing(active.id()).trashed());
        }
    }

    @Test
    void nothingElseIsChangedThisWay() throws VaultException {
        assertTrue(isAllowed(vault -> vault.add(TestVaults.account("new"))));
        assertFalse(isAllowed(vault -> vault.trash(active.id(), LATER)), "the trash");
        assertFalse(isAllowed(active.id(), a -> a.state(Account.State.PENDING)), "back to pending");
        for (UUID id : List.of(active.id(), pending.id())) {
            assertFalse(isAllowed(id, a -> a.name("renamed")), "name");
            assertFalse(isAllowed(id, a -> a.issuer("x")), "issuer");
            assertFalse(isAllowed(id, a -> a.accountName("x")), "account");
            assertFalse(isAllowed(id, a -> a.note("x")), "note");
            assertFalse(isAllowed(id, a -> a.favorite(true)), "favourite");
            assertFalse(isAllowed(id, a -> a.tags(List.of("x"))), "tag");
            assertFalse(isAllowed(id, a -> a.aliases(List.of("x"))), "alias");
            assertFalse(isAllowed(id, a -> a.aws(null)), "no device any more");
            assertFalse(isAllowed(id, a -> a.aws(new AwsDevice("arn:x", "alice", "123456789012", "aws"))), "device");
            assertFalse(isAllowed(id, a -> a.otp(new Hotp(Algorithm.SHA1, 6, 0))), "how codes are made");
        }
        // Of a change that is allowed in part, no part is made.
        assertFalse(isAllowed(vault -> {
            vault.add(TestVaults.account("new"));
            vault.trash(active.id(), LATER);
        }));
    }

    @Test
    void whatSomebodyElseChangedMeanwhileIsLeftAsItIs() throws VaultException {
        try (Secret json = proposal(vault -> vault.trash(pending.id(), LATER))) {
            file.update(
                            opened(),
                            vault -> vault.change(
                                    vault.existing(pending.id()).toBuilder()
                                            .state(Account.State.ACTIVE)
                                            .build(),
                                    LATER))
                    .close();
            try (Proposal proposal = Proposal.read(json)) {
                VaultException refused =
                        assertThrows(VaultException.class, () -> file.update(opened(), proposal::applyTo));
                assertEquals(Reason.BUSY, refused.reason());
            }
        }
        try (Vault vault = opened()) {
            assertNull(vault.existing(pending.id()).trashed());
        }
    }

    @Test
    void aTakenNameIsRefused() throws VaultException {
        try (Secret json = proposal(vault -> vault.add(TestVaults.account("late")))) {
            file.update(opened(), vault -> vault.add(TestVaults.account("late", new UUID(1, 2))))
                    .close();
            try (Proposal proposal = Proposal.read(json)) {
                VaultException refused =
                        assertThrows(VaultException.class, () -> file.update(opened(), proposal::applyTo));
                assertEquals(Reason.TAKEN, refused.reason());
            }
        }
    }
}
