package totp.standin;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * Many made-up users, so that a program shows what it does with 5,000: user-00001 and up, each with its own mixture of password,
 * device and key. They are given nothing, and so are no administrators.
 */
final class Crowd {
    /** As many users as IAM lets an account have. */
    private static final int MAX = 5000;

    private Crowd() {}

    /** Every third has no password, every fourth no device, every other a key, up to 1,000 days old; the same every time. */
    static void addTo(Account account, int count) {
        if (count < 0 || count > MAX) {
            throw new IllegalArgumentException("an account has up to " + MAX + " users, and not " + count);
        }
        Instant now = account.clock().instant();
        for (int i = 1; i <= count; i++) {
            Principal user = account.addUser(String.format(Locale.ROOT, "user-%05d", i));
            user.setPolicies();
            user.setCreated(now.minus(Duration.ofDays(1000)));
            if (i % 3 != 0) {
                user.setPassword(LoginProfile.since(now.minus(Duration.ofDays(i % 300)))
                        .usedAt(now.minus(Duration.ofDays(i % 100))));
            }
            if (i % 4 != 0) {
                account.devices().putVirtual(user, user.name());
            }
            if (i % 2 == 0) {
                addKey(account, user, i);
            }
        }
    }

    private static void addKey(Account account, Principal user, int number) {
        AccessKey key = account.addKey(user, Duration.ofDays(number * 7 % 1000));
        List<String> services = List.of("s3", "ec2", "sts");
        if (number % 8 != 0) {
            Instant used = account.clock().instant().minus(Duration.ofDays(number * 5 % 200));
            account.keys().setUsed(key, new Keys.Use(used, services.get(number % 3), "us-east-1"));
        }
        if (number % 10 == 0) {
            account.keys().setActive(key, false);
        }
    }
}
