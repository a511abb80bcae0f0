package totp.cli.aws;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import totp.standin.AccessKey;
import totp.standin.Account;
import totp.standin.Keys;
import totp.standin.ManagedPolicy;
import totp.standin.Principal;

/** Users with and without keys, and a group that is to demand MFA. */
abstract class WithGroups extends WithAwsWorld {
    static final String POLICY = "arn:aws:iam::123456789012:policy/RequireMFA";
    static final List<String> WRITES = List.of(
            "CreatePolicy",
            "CreatePolicyVersion",
            "DeletePolicyVersion",
            "CreateGroup",
            "AttachGroupPolicy",
            "AddUserToGroup",
            "RemoveUserFromGroup");

    Account account;
    Principal bob;

    @BeforeEach
    void inhabit() {
        account = world().iam.account();
        bob = account.addUser("bob");
        account.addUser("division/eng/", "carol");
    }

    List<String> writes() {
        return WRITES.stream()
                .flatMap(action -> world().iam.log().of(action).stream().map(call -> action))
                .toList();
    }

    List<String> members(String group) {
        return account.groups().stream()
                .filter(found -> found.name().equals(group))
                .flatMap(found -> found.members().stream())
                .map(Principal::name)
                .toList();
    }

    AccessKey keyUsed(Principal user, Duration ago) {
        AccessKey key = account.addKey(user, Duration.ofDays(100));
        account.keys().setUsed(key, new Keys.Use(world().host.now().minus(ago), "s3", "us-east-1"));
        return key;
    }

    static String[] demand(String... more) {
        return Stream.concat(Stream.of("aws", "require-mfa", "developers"), Stream.of(more))
                .toArray(String[]::new);
    }

    ManagedPolicy policy() {
        return account.policies().stream()
                .filter(found -> found.arn().equals(POLICY))
                .findFirst()
                .orElseThrow();
    }

    static String allowingAllBut(String action) {
        return "{\"Version\": \"2012-10-17\", \"Statement\": {\"Effect\": \"Allow\", \"NotAction\": \"" + action
                + "\", \"Resource\": \"*\"}}";
    }
}
