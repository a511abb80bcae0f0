package totp.standin;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** The account's MFA devices, by serial number, and the knobs of how they behave. */
public final class Devices {
    static final int PER_USER_MAX = 8;
    private static final int SEED_BYTES = 40;

    private final Account account;
    private final ServerClock clock;
    private final RandomGenerator random;
    private final Map<String, Device> bySerial = new TreeMap<>();
    private final Verifier verifier;
    private Consumer<Device> listener = device -> {};
    private Lag creationLag = Lag.NONE;
    private Lag assignmentLag = Lag.NONE;

    Devices(Account account, ServerClock clock, RandomGenerator random) {
        this.account = account;
        this.clock = clock;
        this.random = random;
        verifier = new Verifier(clock);
    }

    /** Is told every device that is made, seed and all. */
    public synchronized void setListener(Consumer<Device> told) {
        listener = told;
    }

    /** How many steps a code that begins a session may be off, by the device's clock (2). */
    public synchronized void setWindow(int steps) {
        verifier.setWindow(steps);
    }

    /** How often STS verifies a code for a serial number in each three minutes (9). */
    public synchronized void setVerificationBudget(int verifications) {
        verifier.setBudget(verifications);
    }

    /** For how long a new device is unknown to everything but creating, and deleting, it. */
    public synchronized void setCreationLag(Lag lag) {
        creationLag = lag;
    }

    /** For how long an assignment is not seen in the lists. */
    public synchronized void setAssignmentLag(Lag lag) {
        assignmentLag = lag;
    }

    /** For how long STS does not know of a device that was assigned, taken away or brought back into step (8 seconds). */
    public synchronized void setSignInLag(Lag lag) {
        verifier.setLag(lag);
    }

    /** As they are, whatever the lags hide from clients. */
    public synchronized List<Device> all() {
        return List.copyOf(bySerial.values());
    }

    public synchronized Optional<Device> find(String serial) {
        return Optional.ofNullable(bySerial.get(serial));
    }

    public synchronized List<Device> of(Principal owner) {
        return bySerial.values().stream()
                .filter(device -> owner.equals(device.owner()))
                .toList();
    }

    /** What ListMFADevices shows. */
    synchronized List<Device> listed(Principal owner) {
        return of(owner).stream()
                .filter(device -> device.assignmentKnown(clock.instant()))
                .toList();
    }

    /** What ListVirtualMFADevices shows: the devices, with their owners as far as those are seen yet. */
    synchronized Map<Device, Optional<Principal>> listedVirtual() {
        Map<Device, Optional<Principal>> seen = new LinkedHashMap<>();
        for (Device device : bySerial.values()) {
            if (device.kind() == Device.Kind.VIRTUAL && device.known(clock.instant())) {
                boolean assigned = device.owner() != null && device.assignmentKnown(clock.instant());
                seen.put(device, assigned ? Optional.of(device.owner()) : Optional.empty());
            }
        }
        return seen;
    }

    synchronized Device create(String path, String name) throws AwsError {
        String serial = account.arn("iam", "mfa" + path + name);
        if (bySerial.containsKey(serial)) {
            throw new AwsError(
                    409, "EntityAlreadyExists", "MFADevice entity at the same path and name already exists.");
        }
        return put(Device.Kind.VIRTUAL, serial, creationLag);
    }

    synchronized void enable(Principal user, String serial, String code1, String code2) throws AwsError {
        Device device = find(serial)
                .filter(found -> found.known(clock.instant()))
                .orElseThrow(() -> AwsError.noSuchDevice(serial));
        if (device.owner() != null) {
            throw new AwsError(409, "EntityAlreadyExists", "MFA Device is already in use.");
        }
        if (of(user).size() >= PER_USER_MAX) {
            throw new AwsError(409, "LimitExceeded", "Cannot exceed quota for MFADevicesPerUser: " + PER_USER_MAX);
        }
        device.synchronize(code1, code2, clock.step());
        assign(device, user, assignmentLag);
        verifier.changed(device);
    }

    synchronized void resync(Principal user, String serial, String code1, String code2) throws AwsError {
        Device device = of(user, serial);
        if (device.kind() != Device.Kind.VIRTUAL) {
            throw AwsError.invalidCodes();
        }
        device.synchronize(code1, code2, clock.step());
        verifier.changed(device);
    }

    synchronized void deactivate(Principal user, String serial) throws AwsError {
        Device device = of(user, serial);
        device.release();
        verifier.changed(device);
        if (device.kind() != Device.Kind.VIRTUAL) {
            bySerial.remove(serial);
        }
    }

    synchronized void delete(String serial) throws AwsError {
        Device device = find(serial)
                .filter(found -> found.kind() == Device.Kind.VIRTUAL)
                .orElseThrow(() -> AwsError.noSuchDevice(serial));
        if (device.owner() != null) {
            throw new AwsError(409, "DeleteConflict", "MFA VirtualDevice in use. Must deactivate first.");
        }
        bySerial.remove(serial);
    }

    /** What a sign-in with a serial number and a code says; the code is used up if it was right. */
    synchronized void signIn(Principal caller, String serial, String code) throws AwsError {
        verifier.verify(caller, serial, code);
    }

    /** Which steps the codes of a call are of, as far as they are of the device that it names. */
    synchronized Map<String, String> steps(Query query) {
        Map<String, String> steps = new LinkedHashMap<>();
        query.codes()
                .forEach((name, code) -> query.serial()
                        .flatMap(this::find)
                        .map(device -> device.stepOf(code, clock.step()))
                        .ifPresent(step -> steps.put(
                                name.replace("Code", "Step"),
                                step.isPresent() ? String.valueOf(step.getAsLong()) : "none")));
        return steps;
    }

    /** Puts an assigned virtual device there, as if it had been enrolled long ago. */
    public synchronized Device putVirtual(Principal owner, String name) {
        return putAssigned(Device.Kind.VIRTUAL, account.arn("iam", "mfa/" + name), owner);
    }

    /** Takes a device away and deletes it, as an administrator did it some time ago. */
    public synchronized void removeLongAgo(String serial) {
        Device device = bySerial.remove(serial);
        device.release();
        verifier.changedLongAgo(device);
    }

    /** Puts a virtual device there that nobody uses, as a cancelled enrolment leaves it. */
    public synchronized Device putUnassigned(String name) {
        return put(Device.Kind.VIRTUAL, account.arn("iam", "mfa/" + name), Lag.NONE);
    }

    public synchronized Device putFido(Principal owner, String name) {
        String of = owner.kind() == Principal.Kind.ROOT ? "root-account" : "user/" + owner.name();
        return putAssigned(Device.Kind.FIDO, account.arn("iam", "u2f/" + of + "/" + name), owner);
    }

    /** A serial number as it is printed on the key fob, such as GAHT12345678. */
    public synchronized Device putHardware(Principal owner, String serial) {
        return putAssigned(Device.Kind.HARDWARE, serial, owner);
    }

    private Device putAssigned(Device.Kind kind, String serial, Principal owner) {
        Device device = put(kind, serial, Lag.NONE);
        assign(device, owner, Lag.NONE);
        verifier.changedLongAgo(device);
        return device;
    }

    private Device put(Device.Kind kind, String serial, Lag lag) {
        byte[] seed = new byte[kind == Device.Kind.VIRTUAL ? SEED_BYTES : 0];
        random.nextBytes(seed);
        Device device = new Device(kind, serial, seed, lag.startingAt(clock.instant()));
        if (bySerial.putIfAbsent(serial, device) != null) {
            throw new IllegalArgumentException(serial + " is there already");
        }
        listener.accept(device);
        return device;
    }

    private void assign(Device device, Principal owner, Lag listing) {
        device.assign(owner, clock.instant(), listing.startingAt(clock.instant()));
    }

    private Device of(Principal user, String serial) throws AwsError {
        return find(serial)
                .filter(device -> user.equals(device.owner()))
                .orElseThrow(() -> new AwsError(404, "NoSuchEntity", "MFA Device invalid for user."));
    }
}
