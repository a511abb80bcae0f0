package totp.standin;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A role that may be assumed: whom it trusts and on which conditions. What its sessions may do is up to the policies of
 * {@link #sessionPolicies}; everything, until a test says otherwise.
 */
public final class Role {
    private final Account account;
    private final String name;
    private final String arn;
    private final String id;
    private final List<Principal> trusted;
    private boolean mfaDemanded;
    private String externalId = "";
    private Duration longest = Duration.ofHours(1);
    private String[] policies = {Policies.ALLOW_ALL};

    /** Only {@link Account} makes them: it knows the ids. */
    Role(Account account, String name, String arn, String id, List<Principal> trusted) {
        this.account = account;
        this.name = name;
        this.arn = arn;
        this.id = id;
        this.trusted = List.copyOf(trusted);
    }

    Account account() {
        return account;
    }

    public String name() {
        return name;
    }

    public String arn() {
        return arn;
    }

    String id() {
        return id;
    }

    /** The condition that most trust policies with MFA have: aws:MultiFactorAuthPresent is true. */
    public synchronized Role demandMfa() {
        mfaDemanded = true;
        return this;
    }

    public synchronized Role demandExternalId(String text) {
        externalId = text;
        return this;
    }

    /** MaxSessionDuration, one hour to twelve. */
    public synchronized Role setLongest(Duration time) {
        longest = time;
        return this;
    }

    public synchronized Role setSessionPolicies(String... documents) {
        policies = documents.clone();
        return this;
    }

    synchronized String[] sessionPolicies() {
        return policies.clone();
    }

    synchronized Duration longest() {
        return longest;
    }

    /** What the trust policy says. */
    synchronized boolean trusts(Principal caller, boolean mfa, Optional<String> givenId) {
        return trusted.stream().anyMatch(principal -> principal.arn().equals(caller.arn()))
                && (mfa || !mfaDemanded)
                && (externalId.isEmpty() || givenId.filter(externalId::equals).isPresent());
    }
}
