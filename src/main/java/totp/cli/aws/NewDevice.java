package totp.cli.aws;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import totp.aws.AwsException;
import totp.aws.Creation;
import totp.aws.Creation.Holder;
import totp.aws.DeviceException;
import totp.aws.MfaDevice;
import totp.aws.UserDevices;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.cli.session.Session;
import totp.message.Message;
import totp.otp.Account;

/** A device that is made for a user, under the first name that is free; and what becomes of one that has the name already. */
final class NewDevice {
    private static final int NAMES_MAX = 9;

    /** So many devices may be left behind at AWS by answers that did not come. */
    private static final int LOST_MAX = 3;

    private final Session session;
    private final AccountBook book;
    private final EnrolmentOptions options;
    private final UserDevices devices;
    private final List<MfaDevice> known;
    private final String first;
    private final boolean asks;
    private int lost;

    /** @param known what the user has; none if AWS does not tell */
    NewDevice(Session session, AccountBook book, EnrolmentOptions options, UserDevices devices, List<MfaDevice> known) {
        this(session, book, options, devices, known, true);
    }

    private NewDevice(
            Session session,
            AccountBook book,
            EnrolmentOptions options,
            UserDevices devices,
            List<MfaDevice> known,
            boolean asks) {
        this.session = session;
        this.book = book;
        this.options = options;
        this.devices = devices;
        this.known = known;
        this.first = options.deviceName == null ? devices.user() : options.deviceName;
        this.asks = asks;
    }

    /** The first of a user who is one of many: nobody is asked, and nothing is deleted. */
    static NewDevice ofMany(Session session, AccountBook book, EnrolmentOptions options, UserDevices devices) {
        return new NewDevice(session, book, options, devices, List.of(), false);
    }

    /** What is done under one name; empty where the next is to be tried. */
    @FunctionalInterface
    private interface Attempt<T> {
        Optional<T> under(String name) throws Failure, DeviceException;
    }

    /** The same for what is made and for what is foreseen. The user's own devices keep their names, one that is to go as well. */
    private <T> T firstOf(Attempt<T> attempt) throws Failure, DeviceException {
        for (String name : names()) {
            boolean own = isListed(serial(name));
            if (own && (options.replace || pending(serial(name)).isEmpty())) {
                continue;
            }
            Optional<T> outcome = attempt.under(name);
            if (outcome.isPresent()) {
                return outcome.get();
            }
        }
        throw AwsFailures.of(UserDevices.noneFree(first));
    }

    /**
     * Makes it, and keeps its seed in the planned account; or finds one that an earlier run began.
     *
     * @throws AwsException {@code UNKNOWN} if the answers to several attempts are lost
     */
    Begun make(PlannedAccount planned) throws Failure, DeviceException {
        return firstOf(name -> make(name, planned));
    }

    private Optional<Begun> make(String name, PlannedAccount planned) throws Failure, DeviceException {
        Creation creation = create(name, planned);
        if (creation instanceof Creation.Made) {
            return Optional.of(new Begun(new DeviceAccount(book, planned.id()), Begun.Stage.MADE_NOW));
        }
        if (creation instanceof Creation.Lost unanswered) {
            if (++lost == LOST_MAX) {
                throw unanswered.silence();
            }
            session.output().note(Message.of("aws.taking-another-name"));
            return Optional.empty();
        }
        Creation.Taken taken = (Creation.Taken) creation;
        Optional<Account> begun = pending(taken.serial());
        if (begun.isEmpty() && options.deviceName != null) {
            throw taken(taken);
        }
        return begun.map(account -> new Begun(new DeviceAccount(book, account.id()), Begun.Stage.MADE_BEFORE));
    }

    /** Makes it; one in the way that nobody can ever use is deleted first, if that is wanted. */
    private Creation create(String name, PlannedAccount planned) throws Failure, DeviceException {
        Creation creation = devices.create(options.path(), name, known, planned);
        while (creation instanceof Creation.Taken taken && mayDelete(taken)) {
            session.output().note(Message.of("aws.deleting-nobody-uses", taken.serial()));
            devices.delete(taken.serial());
            creation = devices.create(options.path(), name, known, planned);
        }
        return creation;
    }

    private boolean mayDelete(Creation.Taken taken) throws Failure {
        boolean useless =
                taken.holder() == Holder.NOBODY && book.holder(taken.serial()).isEmpty();
        if (!useless || options.replaceUnassigned) {
            return useless;
        }
        if (!asks) {
            session.output().warning(Message.of("aws.orphan-left", taken.serial()));
            return false; // it may be somebody's who makes it at this moment
        }
        return (session.options().yes || session.canAsk())
                && session.agrees(Message.of("aws.device-nobody-uses-secret", taken.serial()));
    }

    /** The account of a device that an earlier run made and did not finish. */
    private Optional<Account> pending(String serial) {
        return book.holder(serial).filter(account -> account.state() == Account.State.PENDING);
    }

    private List<String> names() {
        return IntStream.rangeClosed(1, NAMES_MAX)
                .mapToObj(i -> i == 1 ? first : first + "-" + i)
                .toList();
    }

    private String serial(String name) {
        return devices.serialOf(options.path(), name);
    }

    /** The ARN that it has if all goes well. */
    String serial() {
        return serial(first);
    }

    private boolean isListed(String serial) {
        return known.stream().anyMatch(device -> device.serial().equals(serial));
    }

    /** Before anything is made: a name that is taken by a device of the user's own which is in the vault. */
    void requireNotHere() throws Failure {
        Optional<Account> holder = book.holder(serial());
        boolean here = holder.filter(account -> account.state() == Account.State.ACTIVE)
                .isPresent();
        if (here && isListed(serial())) {
            throw taken(holder.orElseThrow(), serial());
        }
    }

    /** The same of one whose secret is elsewhere. */
    void requireFree() throws Failure {
        if (isListed(serial()) && book.holder(serial()).isEmpty()) {
            throw new Failure(
                    ExitCode.EXISTS,
                    Message.of("aws.user-device-already-secret", serial()),
                    Message.of("aws.device-name-gives-another"));
        }
    }

    void requireRoom() throws Failure {
        if (known.size() >= UserDevices.DEVICES_MAX) {
            throw new Failure(
                    ExitCode.AWS_REFUSED,
                    Message.of("aws.mfa-devices-aws-allows", devices.user(), known.size()),
                    Message.of("aws.totp-aws-devices-lists-2"));
        }
    }

    /** By the name that the vault has for it, or in AWS's words where its secret is not here. */
    private Failure taken(Creation.Taken refused) {
        return book.holder(refused.serial())
                .map(holder -> taken(holder, refused.serial()))
                .orElseGet(() -> AwsFailures.of(refused.refusal()));
    }

    private static Failure taken(Account holder, String serial) {
        return new Failure(
                ExitCode.EXISTS,
                Message.of("aws.device-already-vault", serial, holder.name()),
                Message.of("aws.totp-enroll-replace-exchanges", holder.name()));
    }

    /**
     * The ARN that it would get, as far as AWS tells who has which.
     *
     * @throws Failure {@code EXISTS} where making it would fail
     */
    String foreseen() throws Failure, DeviceException {
        Set<String> serials = new LinkedHashSet<>();
        names().forEach(name -> serials.add(serial(name)));
        Map<String, Boolean> there = devices.assignments(serials).orElse(Map.of());
        return firstOf(name -> {
            String serial = serial(name);
            boolean somebodys = there.getOrDefault(serial, false);
            if (!there.containsKey(serial) || mayTake(serial, somebodys)) {
                return Optional.of(serial);
            }
            if (options.deviceName != null) {
                throw inTheWay(serial, somebodys);
            }
            return Optional.empty();
        });
    }

    /** Whether a device that is there would be finished, or deleted first. */
    private boolean mayTake(String serial, boolean somebodys) {
        boolean useless = !somebodys && book.holder(serial).isEmpty();
        return pending(serial).isPresent() || (useless && options.replaceUnassigned);
    }

    private Failure inTheWay(String serial, boolean somebodys) {
        Optional<Account> holder = book.holder(serial);
        if (holder.isPresent()) {
            return taken(holder.get(), serial);
        }
        return new Failure(
                ExitCode.EXISTS,
                Message.of(
                        "aws.device-already",
                        serial,
                        somebodys ? Message.of("aws.somebody") : Message.of("aws.nobody-uses")),
                somebodys
                        ? Message.of("aws.device-name-gives-another-name")
                        : Message.of("aws.device-name-gives-another-name-replace"));
    }
}
