package totp.aws;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import totp.aws.UserFacts.Part;

/** What an account is looked at for. Ids and levels are a contract with scripts. */
public enum AuditCheck {
    ROOT_KEY("root-key", AuditLevel.critical),
    ROOT_MFA("root-mfa", AuditLevel.critical),
    ADMIN_NO_MFA("admin-no-mfa", AuditLevel.critical),
    CONSOLE_NO_MFA("console-no-mfa", AuditLevel.high),
    ENFORCEMENT_HOLE("enforcement-hole", AuditLevel.high),
    ENFORCEMENT_NONE("enforcement-none", AuditLevel.medium),
    ENFORCEMENT_WEAK("enforcement-weak", AuditLevel.medium),
    ENFORCEMENT_TRAPS("enforcement-traps", AuditLevel.low),
    KEY_OLD("key-old", AuditLevel.medium),
    KEY_UNUSED("key-unused", AuditLevel.medium),
    PASSWORD_UNUSED("password-unused", AuditLevel.medium),
    KEY_NO_MFA("key-no-mfa", AuditLevel.low),
    KEY_TWO("key-two", AuditLevel.low),
    KEY_INACTIVE("key-inactive", AuditLevel.low),
    ROOT_USED("root-used", AuditLevel.info),
    DEVICE_UNASSIGNED("device-unassigned", AuditLevel.low),
    VAULT_STALE("vault-stale", AuditLevel.high),
    PASSWORD_POLICY("password-policy", AuditLevel.low);

    /** What AWS is asked for; who may not ask makes none of the checks that need it. */
    public enum Source {
        SUMMARY,
        DETAILS,
        REPORT,
        DEVICES,
        PASSWORD_POLICY
    }

    private final String id;
    private final AuditLevel level;

    AuditCheck(String id, AuditLevel level) {
        this.id = id;
        this.level = level;
    }

    public String id() {
        return id;
    }

    public AuditLevel level() {
        return level;
    }

    public boolean needs(Source source) {
        return switch (this) {
            case ROOT_KEY, ROOT_MFA -> source == Source.SUMMARY;
            case ADMIN_NO_MFA, ENFORCEMENT_HOLE, ENFORCEMENT_NONE, ENFORCEMENT_WEAK, ENFORCEMENT_TRAPS ->
                source == Source.DETAILS || source == Source.REPORT;
            case CONSOLE_NO_MFA, KEY_OLD, KEY_UNUSED, PASSWORD_UNUSED, KEY_NO_MFA, KEY_TWO, KEY_INACTIVE, ROOT_USED ->
                source == Source.REPORT;
            case DEVICE_UNASSIGNED, VAULT_STALE -> source == Source.DEVICES;
            case PASSWORD_POLICY -> source == Source.PASSWORD_POLICY;
        };
    }

    /** What of a user must be known for certain before he is accused for certain; nothing where no user is accused. */
    public Set<Part> parts() {
        return switch (this) {
            case ADMIN_NO_MFA, KEY_NO_MFA -> Set.of(Part.PASSWORD, Part.DEVICES, Part.KEYS);
            case CONSOLE_NO_MFA -> Set.of(Part.PASSWORD, Part.DEVICES);
            case ENFORCEMENT_NONE -> Set.of(Part.PASSWORD);
            case KEY_OLD, KEY_TWO, KEY_INACTIVE -> Set.of(Part.KEYS);
            case KEY_UNUSED -> Set.of(Part.KEYS, Part.USE);
            case PASSWORD_UNUSED -> Set.of(Part.PASSWORD, Part.SIGN_IN);
            case ROOT_KEY,
                    ROOT_MFA,
                    ENFORCEMENT_HOLE,
                    ENFORCEMENT_WEAK,
                    ENFORCEMENT_TRAPS,
                    ROOT_USED,
                    DEVICE_UNASSIGNED,
                    VAULT_STALE,
                    PASSWORD_POLICY -> Set.of();
        };
    }

    public static Optional<AuditCheck> named(String id) {
        return Arrays.stream(values()).filter(check -> check.id.equals(id)).findFirst();
    }

    /** All of them, in the order in which documents have them. */
    public static List<String> ids() {
        return Arrays.stream(values()).map(AuditCheck::id).toList();
    }
}
