package totp.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import totp.aws.AwsException;
import totp.aws.Enrolment;
import totp.aws.Identity;
import totp.aws.MfaDevice;
import totp.aws.Registration;
import totp.crypto.Secret;
import totp.otp.Account;
import totp.otp.AwsDevice;
import totp.vault.Vault;

@CommandLine.Command(
        name = "aws",
        description = {
            "Looks after MFA devices that are registered with AWS.",
            "devices lists a user's. verify NAME proves that AWS takes its codes. resync NAME brings it back into step.",
            "remove NAME takes it from its user, deletes it, and moves the account to the trash; it asks first."
        })
final class AwsCommand implements Command {
    @Parameters(index = "0", paramLabel = "ACTION", description = "devices, verify, resync or remove")
    @Nullable
    Action action;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "NAME",
            description = "the account, by its whole name, an alias or its serial ARN")
    @Nullable
    String name;

    @Option(names = "--json", description = "print a JSON document")
    boolean json;

    @Mixin
    AwsOptions aws = new AwsOptions();

    /** Lower case, since it is spelled so on the command line. */
    enum Action {
        devices,
        verify,
        resync,
        remove
    }

    @Override
    public void run(Session session) throws Failure {
        Action chosen = Objects.requireNonNull(action, "picocli demands it");
        if ((name == null) != (chosen == Action.devices)) {
            throw Failure.usage(
                    name == null ? "NAME is missing" : "devices takes no NAME", "totp help aws explains it");
        }
        if (json && chosen != Action.devices) {
            throw Failure.usage("--json goes with devices");
        }
        if (aws.user != null && chosen != Action.devices) {
            throw Failure.usage("--user goes with devices; an account knows whose it is");
        }
        VaultAccess access = new VaultAccess(session);
        try (AwsAccess connection = new AwsAccess(session, aws);
                SeedKeeper keeper = new SeedKeeper(session, access, new EnrollOptions())) {
            if (name == null) {
                list(session, connection, keeper.vault());
            } else {
                Account account = access.findExact(keeper.vault(), name);
                keeper.choose(account);
                act(session, connection, keeper, account, chosen);
            }
        } catch (AwsException e) {
            throw AwsFailures.of(e);
        }
    }

    private void list(Session session, AwsAccess connection, Vault vault) throws Failure, AwsException {
        Identity caller = connection.identity();
        // Root lists its own devices by naming nobody.
        boolean root = aws.user == null && caller.kind() == Identity.Kind.ROOT;
        List<MfaDevice> devices = connection.iam().devices(root ? null : connection.user(caller));
        connection.warnOfClock();
        if (!json) {
            for (MfaDevice device : devices) {
                String holder = holder(vault, device).map(Account::name).orElse("");
                session.console()
                        .line(ListFormat.tsv(
                                List.of(device.serial(), device.kind().name(), holder)));
            }
            return;
        }
        JsonWriter.print(session.console(), out -> {
            out.writeStartArray();
            for (MfaDevice device : devices) {
                Optional<Account> holder = holder(vault, device);
                out.writeStartObject();
                out.writeStringField("serial", device.serial());
                out.writeStringField("kind", device.kind().name());
                out.writeStringField("user", device.user());
                ListFormat.time(out, "enabled", device.enabled());
                out.writeStringField("name", holder.map(Account::name).orElse(null));
                out.writeStringField("state", holder.map(ListFormat::state).orElse(null));
                out.writeEndObject();
            }
            out.writeEndArray();
        });
    }

    private static Optional<Account> holder(Vault vault, MfaDevice device) {
        List<Account> all = new ArrayList<>(vault.accounts());
        return all.stream()
                .filter(account -> {
                    AwsDevice aws = account.aws();
                    return aws != null && aws.serial().equals(device.serial());
                })
                .findFirst();
    }

    private static void act(Session session, AwsAccess connection, SeedKeeper keeper, Account account, Action action)
            throws Failure, AwsException {
        AwsDevice device = account.aws();
        if (device == null) {
            throw Failure.usage(account.name() + " is not the account of an AWS device");
        }
        if (action == Action.remove) {
            session.confirm("Remove the MFA device " + device.serial() + " from " + device.user() + ", and move "
                    + account.name() + " to the trash");
        }
        Identity caller = connection.identity();
        Enrolling.requireSameAccount(account, caller);
        connection.warnOfClock();
        try (Secret seed = account.secret().copy()) {
            Registration<Failure> registration = new Enrolment<>(connection.iam(), caller, device.user(), keeper)
                    .registration(device.serial(), seed);
            switch (action) {
                case verify -> verify(session, registration, account.name());
                case resync -> resync(session, keeper, registration, account);
                case remove -> {
                    registration.remove(device.serial());
                    keeper.trash();
                    session.console().note("removed " + device.serial() + "; " + account.name() + " is in the trash");
                }
                case devices -> throw new IllegalStateException("devices takes no account");
            }
        }
    }

    private static void verify(Session session, Registration<Failure> registration, String name)
            throws Failure, AwsException {
        if (!registration.canProve()) {
            throw new Failure(
                    ExitCode.AWS_REFUSED,
                    "AWS proves a device only to its own user, with long-term keys",
                    "give the --profile of that user");
        }
        try {
            if (!registration.prove()) {
                throw new Failure(ExitCode.AWS_REFUSED, "a policy does not allow GetSessionToken");
            }
        } catch (AwsException e) {
            throw e.reason() == AwsException.Reason.CODES
                    ? AwsFailures.of(e, "totp aws resync " + name + " brings it back into step")
                    : AwsFailures.of(e);
        }
        session.console().note("AWS takes the codes of " + name);
    }

    /** An account that waited for this is active from here on. */
    private static void resync(Session session, SeedKeeper keeper, Registration<Failure> registration, Account account)
            throws Failure, AwsException {
        registration.resync();
        boolean proven = registration.canProve() && registration.prove();
        AwsDevice device = account.aws();
        if (account.state() == Account.State.PENDING && device != null) {
            if (device.replaces() == null && (proven || !registration.canProve())) {
                keeper.confirm();
            } else {
                session.console().hint("totp enroll --resume " + account.name() + " finishes it");
            }
        }
        session.console().note(account.name() + " is in step with AWS" + (proven ? ", proven with a third code" : ""));
    }
}
