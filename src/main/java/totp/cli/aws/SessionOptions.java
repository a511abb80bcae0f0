package totp.cli.aws;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import totp.aws.Chain.Asked;
import totp.cli.session.Failure;
import totp.cli.session.Span;
import totp.cli.session.Syntax;
import totp.cli.session.Value;
import totp.message.Message;

/** Which session is wanted, of what is asked of AWS and of what is kept. */
final class SessionOptions {
    @Nullable
    String sourceProfile;

    @Nullable
    String roleArn;

    @Nullable
    String externalId;

    @Nullable
    String sessionName;

    @Nullable
    String serial;

    @Nullable
    String duration;

    @Nullable
    String minTtl;

    boolean renew;
    boolean noCache;

    void declare(Syntax syntax) {
        syntax.option(String.class, "TIME", given -> duration = given, "--duration");
        syntax.option(String.class, "ARN", given -> roleArn = given, "--role-arn");
        syntax.option(Value.PROFILE, "PROFILE", given -> sourceProfile = given, "--source-profile");
        syntax.option(String.class, "ID", given -> externalId = given, "--external-id");
        syntax.option(String.class, "NAME", given -> sessionName = given, "--role-session-name");
        syntax.option(String.class, "SERIAL", given -> serial = given, "--serial");
        syntax.option(String.class, "TIME", given -> minTtl = given, "--min-ttl");
        syntax.flag(() -> renew = true, "--renew");
        syntax.flag(() -> noCache = true, "--no-cache");
    }

    boolean areGiven() {
        return sourceProfile != null
                || roleArn != null
                || externalId != null
                || sessionName != null
                || serial != null
                || duration != null
                || minTtl != null
                || renew
                || noCache;
    }

    Asked asked() throws Failure {
        if (sourceProfile != null && roleArn == null) {
            throw Failure.usage(Message.of("aws.source-profile-goes-with-role"));
        }
        Duration lifetime = duration == null ? null : Span.parse("--duration", duration);
        return new Asked(roleArn, sourceProfile, externalId, sessionName, serial, lifetime);
    }
}
