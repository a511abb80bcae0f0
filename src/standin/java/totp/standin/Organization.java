package totp.standin;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * The accounts of one server. The one that there is from the start manages the others, once there are any; before that there
 * is no organization, and IAM says so.
 */
public final class Organization {
    /** What IAM may do about the root users of members. */
    public enum Feature {
        ROOT_CREDENTIALS_MANAGEMENT("RootCredentialsManagement", "Root credentials management"),
        ROOT_SESSIONS("RootSessions", "Root sessions");

        private final String id;
        private final String words;

        Feature(String id, String words) {
            this.id = id;
            this.words = words;
        }

        String id() {
            return id;
        }

        String words() {
            return words;
        }
    }

    private final String partition;
    private final ServerClock clock;
    private final RandomGenerator random;
    private final Account management;
    private final Map<String, Account> accounts = new LinkedHashMap<>();
    private final Set<Feature> features = EnumSet.of(Feature.ROOT_CREDENTIALS_MANAGEMENT);
    private boolean allFeatures = true;
    private boolean trusted = true;
    private String delegate = "";
    private String id = "";

    Organization(String partition, ServerClock clock, RandomGenerator random) {
        this.partition = partition;
        this.clock = clock;
        this.random = random;
        management = new Account(Account.ID, partition, clock, random);
        accounts.put(Account.ID, management);
    }

    public Account management() {
        return management;
    }

    /** An account of the organization, whose root has no password and no keys, as in those that Organizations makes. */
    public synchronized Account addMember(String number) {
        if (!number.matches("[0-9]{12}") || accounts.containsKey(number)) {
            throw new IllegalArgumentException("no number of another account: " + number);
        }
        if (id.isEmpty()) {
            id = Base32.letters(random, "o-", 10).toLowerCase(Locale.ROOT);
        }
        Account member = new Account(number, partition, clock, random);
        member.root().removePassword();
        member.setPageSizeMax(management.pageSizeMax());
        accounts.put(number, member);
        return member;
    }

    public synchronized void setFeatures(Feature... enabled) {
        features.clear();
        features.addAll(List.of(enabled));
    }

    /** Whether Organizations lets IAM in; true unless told otherwise. */
    public synchronized void setTrustedAccess(boolean enabled) {
        trusted = enabled;
    }

    /** False: consolidated billing alone. */
    public synchronized void setAllFeatures(boolean all) {
        allFeatures = all;
    }

    /** The member that administers IAM as well. */
    public synchronized void delegateTo(Account member) {
        delegate = member.id();
    }

    /** Empty until there is a member. */
    synchronized String id() {
        return id;
    }

    synchronized boolean isTrusted() {
        return trusted;
    }

    synchronized boolean hasAllFeatures() {
        return allFeatures;
    }

    synchronized boolean has(Feature feature) {
        return features.contains(feature);
    }

    synchronized List<Feature> features() {
        return List.copyOf(features);
    }

    synchronized boolean administers(Account account) {
        return account.equals(management) || account.id().equals(delegate);
    }

    /** A member by its number. */
    synchronized Optional<Account> member(String number) {
        return Optional.ofNullable(accounts.get(number)).filter(account -> !account.equals(management));
    }

    /** A key that signs, of whatever account. */
    synchronized Optional<AccessKey> key(String keyId) {
        return accounts.values().stream()
                .flatMap(account -> account.keys().signing(keyId).stream())
                .findFirst();
    }

    /** Whose key it is, whether or not it signs. */
    synchronized Optional<Principal> owner(String keyId) {
        return accounts.values().stream()
                .flatMap(account -> account.keys().owner(keyId).stream())
                .findFirst();
    }

    synchronized Optional<Role> role(String arn) {
        return accounts.values().stream()
                .flatMap(account -> account.role(arn).stream())
                .findFirst();
    }

    synchronized void setPageSizeMax(int items) {
        accounts.values().forEach(account -> account.setPageSizeMax(items));
    }
}
