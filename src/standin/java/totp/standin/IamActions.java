package totp.standin;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** MFA devices and users. Every action first checks the form of its parameters, then the permission, then does it. */
final class IamActions {
    private final Account account;
    private final Devices devices;
    private final Subjects subjects;
    private final Organization organization;

    IamActions(Account account, Organization organization) {
        this.account = account;
        this.organization = organization;
        devices = account.devices();
        subjects = new Subjects(account);
    }

    Map<String, Action> byName() {
        Map<String, Action> actions = new HashMap<>();
        actions.put("CreateVirtualMFADevice", this::createVirtualMfaDevice);
        actions.put("EnableMFADevice", this::enableMfaDevice);
        actions.put("ResyncMFADevice", this::resyncMfaDevice);
        actions.put("DeactivateMFADevice", this::deactivateMfaDevice);
        actions.put("DeleteVirtualMFADevice", this::deleteVirtualMfaDevice);
        actions.put("ListMFADevices", this::listMfaDevices);
        actions.put("ListVirtualMFADevices", this::listVirtualMfaDevices);
        actions.put("GetUser", this::getUser);
        actions.put("ListUsers", this::listUsers);
        actions.putAll(new KeyActions(account).byName());
        actions.putAll(new AccountActions(account).byName());
        actions.putAll(new GroupActions(account).byName());
        actions.putAll(new PolicyActions(account).byName());
        actions.putAll(new ReportActions(account).byName());
        actions.putAll(new SimulationActions(account).byName());
        actions.put("ListOrganizationsFeatures", new RootActions(account, organization)::listOrganizationsFeatures);
        return actions;
    }

    private Consumer<Xml> createVirtualMfaDevice(Caller caller, Query query) throws AwsError {
        String name = query.required("VirtualMFADeviceName", Query.Form.DEVICE_NAME);
        String path = query.optional("Path", Query.Form.PATH).orElse("/");
        caller.mustBeAllowed("iam:CreateVirtualMFADevice", account.arn("iam", "mfa" + path + name));
        Device device = devices.create(path, name);
        String seed = device.seed();
        byte[] picture = QrPng.draw(QrPng.uri(name, account.alias(), seed));
        Base64.Encoder base64 = Base64.getEncoder();
        return xml -> xml.group(
                "VirtualMFADevice",
                content -> content.element("SerialNumber", device.serial())
                        // A blob that holds base32 text: encoded twice, which is what clients get wrong.
                        .element("Base32StringSeed", base64.encodeToString(seed.getBytes(StandardCharsets.US_ASCII)))
                        .element("QRCodePNG", base64.encodeToString(picture)));
    }

    private Consumer<Xml> enableMfaDevice(Caller caller, Query query) throws AwsError {
        String serial = query.required("SerialNumber", Query.Form.SERIAL);
        String code1 = query.required("AuthenticationCode1", Query.Form.CODE);
        String code2 = query.required("AuthenticationCode2", Query.Form.CODE);
        Principal user = subjects.named(caller, query, "iam:EnableMFADevice");
        mustHaveMfaForOneself(caller, user);
        devices.enable(user, serial, code1, code2);
        return Action.NOTHING;
    }

    private Consumer<Xml> resyncMfaDevice(Caller caller, Query query) throws AwsError {
        String serial = query.required("SerialNumber", Query.Form.SERIAL);
        String code1 = query.required("AuthenticationCode1", Query.Form.CODE);
        String code2 = query.required("AuthenticationCode2", Query.Form.CODE);
        Principal user = subjects.named(caller, query, "iam:ResyncMFADevice");
        devices.resync(user, serial, code1, code2);
        return Action.NOTHING;
    }

    private Consumer<Xml> deactivateMfaDevice(Caller caller, Query query) throws AwsError {
        String serial = query.required("SerialNumber", Query.Form.SERIAL);
        Principal user = subjects.namedOrCaller(caller, query, "iam:DeactivateMFADevice");
        if (user.kind() == Principal.Kind.ROOT) {
            if (caller.key().kind() == AccessKey.Kind.ROOT_TASK) {
                devices.deactivate(user, serial);
                return Action.NOTHING;
            }
            // Only sessions of AssumeRoot may.
            throw AwsError.accessDenied("The root user's MFA device is managed in the console.");
        }
        mustHaveMfaForOneself(caller, user);
        devices.deactivate(user, serial);
        return Action.NOTHING;
    }

    /**
     * AWS-2023-001: who has a device of whatever kind adds or removes their own with MFA alone, whatever policies say, and
     * hears of it before anything is said about the device. Others' devices, and bringing back into step, are not meant.
     */
    private void mustHaveMfaForOneself(Caller caller, Principal user) throws AwsError {
        if (caller.principal().equals(user)
                && !caller.key().mfa()
                && !devices.of(user).isEmpty()) {
            throw AwsError.accessDenied("To complete this action, please ensure that you are authenticated with an MFA"
                    + " device that is enabled for this user.");
        }
    }

    private Consumer<Xml> deleteVirtualMfaDevice(Caller caller, Query query) throws AwsError {
        String serial = query.required("SerialNumber", Query.Form.SERIAL);
        caller.mustBeAllowed("iam:DeleteVirtualMFADevice", serial);
        devices.delete(serial);
        return Action.NOTHING;
    }

    private Consumer<Xml> listMfaDevices(Caller caller, Query query) throws AwsError {
        Principal user = subjects.namedOrCaller(caller, query, "iam:ListMFADevices");
        Page<Device> page = Page.of(devices.listed(user), Device::serial, query, account.pageSizeMax());
        return xml -> {
            xml.group(
                    "MFADevices",
                    list -> page.items()
                            .forEach(device -> list.group(
                                    "member",
                                    member -> member.element("UserName", user.name())
                                            .element("SerialNumber", device.serial())
                                            .element("EnableDate", ServerClock.xmlDate(device.enabled())))));
            page.writeEnd(xml);
        };
    }

    private Consumer<Xml> listVirtualMfaDevices(Caller caller, Query query) throws AwsError {
        String wanted =
                query.optional("AssignmentStatus", Query.Form.ASSIGNMENT).orElse("Any");
        caller.mustBeAllowed("iam:ListVirtualMFADevices", account.arn("iam", "mfa/"));
        // One question for each assignment, whatever the answer is then used for.
        Map<Device, Optional<Principal>> owners = devices.listedVirtual();
        List<Device> fitting = owners.keySet().stream()
                .filter(device -> wanted.equals("Any")
                        || wanted.equals("Assigned") == owners.get(device).isPresent())
                .toList();
        Page<Device> page = Page.of(fitting, Device::serial, query, account.pageSizeMax());
        return xml -> {
            xml.group(
                    "VirtualMFADevices",
                    list -> page.items()
                            .forEach(device -> list.group("member", member -> {
                                member.element("SerialNumber", device.serial());
                                owners.get(device).ifPresent(owner -> {
                                    member.element("EnableDate", ServerClock.xmlDate(device.enabled()));
                                    member.group("User", user -> Subjects.write(user, owner));
                                });
                            })));
            page.writeEnd(xml);
        };
    }

    private Consumer<Xml> getUser(Caller caller, Query query) throws AwsError {
        Principal found = subjects.namedOrCaller(caller, query, "iam:GetUser");
        return xml -> xml.group("User", user -> Subjects.write(user, found));
    }

    private Consumer<Xml> listUsers(Caller caller, Query query) throws AwsError {
        String prefix = query.optional("PathPrefix", Query.Form.PATH_PREFIX).orElse("/");
        caller.mustBeAllowed("iam:ListUsers", account.arn("iam", "user" + prefix));
        List<Principal> fitting = account.users().stream()
                .filter(user -> user.path().startsWith(prefix))
                .toList();
        Page<Principal> page = Page.of(fitting, Principal::name, query, account.pageSizeMax());
        return xml -> {
            xml.group(
                    "Users",
                    list -> page.items().forEach(user -> list.group("member", member -> Subjects.write(member, user))));
            page.writeEnd(xml);
        };
    }
}
