package totp.standin;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An account as many are after a few years: the root user has a key that nobody remembers and no MFA, an administrator looks
 * after it, and the users are of all sorts.
 */
final class Article {
    private static final Duration ROOT_KEY = Duration.ofDays(712);

    private final Account account;
    private final Instant now;
    private final Map<String, AccessKey> keys = new LinkedHashMap<>();

    private Article(Account account) {
        this.account = account;
        now = account.clock().instant();
    }

    /** Returns the keys by the names of their owners, root's first. */
    static Map<String, AccessKey> furnish(Account account) {
        Article article = new Article(account);
        article.addRoot();
        article.addUsers();
        account.setAlias("example");
        return article.keys;
    }

    private void addRoot() {
        Principal root = account.root();
        root.setCreated(ago(900));
        root.setPassword(LoginProfile.since(ago(900)).usedAt(ago(60)));
        addKey("root", root, ROOT_KEY, 711, "s3");
    }

    private void addUsers() {
        Group administrators = account.addGroup("administrators").attach(account.awsPolicy("AdministratorAccess"));
        Group developers = account.addGroup("developers")
                .attach(account.awsPolicy("ReadOnlyAccess"))
                .attach(account.awsPolicy("IAMUserChangePassword"));

        Principal alice = addUser("alice", 800);
        administrators.add(alice);
        alice.setPassword(LoginProfile.since(ago(40)).usedAt(ago(1)));
        account.devices().putVirtual(alice, "alice");
        addKey("alice", alice, Duration.ofDays(30), 1, "iam");

        Principal bob = addUser("bob", 500);
        developers.add(bob);
        bob.setPassword(LoginProfile.since(ago(200)).usedAt(ago(3)));

        Principal carol = addUser("carol", 600);
        developers.add(carol);
        carol.setPassword(LoginProfile.since(ago(100)).usedAt(ago(2)));
        account.devices().putVirtual(carol, "carol-phone");
        addKey("carol", carol, Duration.ofDays(401), 90, "ec2");

        Principal deploy = addUser("deploy", 300);
        deploy.attach(account.awsPolicy("AmazonS3ReadOnlyAccess"));
        AccessKey key = addKey("deploy", deploy, Duration.ofDays(300), 0, "s3");
        account.keys().setUsed(key, new Keys.Use(now.minus(Duration.ofHours(2)), "s3", account.region()));
    }

    private Principal addUser(String name, int daysOld) {
        Principal user = account.addUser(name);
        user.setPolicies();
        user.setCreated(ago(daysOld));
        return user;
    }

    private AccessKey addKey(String name, Principal owner, Duration age, int usedDaysAgo, String service) {
        AccessKey key = account.addKey(owner, age);
        account.keys().setUsed(key, new Keys.Use(ago(usedDaysAgo), service, account.region()));
        keys.put(name, key);
        return key;
    }

    private Instant ago(int days) {
        return now.minus(Duration.ofDays(days));
    }
}
