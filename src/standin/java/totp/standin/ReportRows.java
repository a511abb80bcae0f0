package totp.standin;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The lines of a credential report: the header, root, and then the users, without a line break at the end. */
final class ReportRows {
    private static final String NONE = "N/A";

    private static final List<String> HEADER = List.of(
            "user",
            "arn",
            "user_creation_time",
            "password_enabled",
            "password_last_used",
            "password_last_changed",
            "password_next_rotation",
            "mfa_active",
            "access_key_1_active",
            "access_key_1_last_rotated",
            "access_key_1_last_used_date",
            "access_key_1_last_used_region",
            "access_key_1_last_used_service",
            "access_key_2_active",
            "access_key_2_last_rotated",
            "access_key_2_last_used_date",
            "access_key_2_last_used_region",
            "access_key_2_last_used_service",
            "cert_1_active",
            "cert_1_last_rotated",
            "cert_2_active",
            "cert_2_last_rotated");

    private final Account account;
    private final Set<Principal> withDevice = new HashSet<>();

    private ReportRows(Account account) {
        this.account = account;
        account.devices().all().stream()
                .filter(device -> device.owner() != null)
                .forEach(device -> withDevice.add(device.owner()));
    }

    static String csv(Account account) {
        ReportRows rows = new ReportRows(account);
        StringBuilder text = new StringBuilder(String.join(",", HEADER));
        text.append('\n').append(rows.row(account.root()));
        account.users().stream()
                .sorted(Comparator.comparing(Principal::name, String.CASE_INSENSITIVE_ORDER))
                .forEach(user -> text.append('\n').append(rows.row(user)));
        return text.toString();
    }

    private String row(Principal user) {
        List<String> fields = new ArrayList<>();
        fields.add(user.kind() == Principal.Kind.ROOT ? "<root_account>" : user.name());
        fields.add(user.arn());
        fields.add(ServerClock.xmlDate(user.created()));
        addPassword(fields, user);
        fields.add(String.valueOf(withDevice.contains(user)));
        List<AccessKey> keys = account.keys().of(user);
        for (int i = 0; i < Keys.PER_USER_MAX; i++) {
            addKey(fields, i < keys.size() ? Optional.of(account.keys().state(keys.get(i))) : Optional.empty());
        }
        fields.addAll(List.of("false", NONE, "false", NONE));
        return fields.stream().map(ReportRows::quoted).collect(Collectors.joining(","));
    }

    private void addPassword(List<String> fields, Principal user) {
        Optional<LoginProfile> password = user.password();
        fields.add(String.valueOf(password.isPresent()));
        fields.add(
                password.map(profile -> profile.used().map(ServerClock::xmlDate).orElse("no_information"))
                        .orElse(NONE));
        fields.add(date(password.map(LoginProfile::created)));
        fields.add(user.kind() == Principal.Kind.ROOT ? "not_supported" : nextRotation(password));
    }

    private String nextRotation(Optional<LoginProfile> password) {
        int days = account.passwordPolicy().map(PasswordPolicy::maxAgeDays).orElse(0);
        return days == 0 ? NONE : date(password.map(profile -> profile.created().plusSeconds(days * 86_400L)));
    }

    /** An inactive key keeps its dates; one that is not there has none. */
    private static void addKey(List<String> fields, Optional<Keys.State> key) {
        Optional<Keys.Use> use = key.flatMap(Keys.State::used);
        fields.add(String.valueOf(key.map(Keys.State::active).orElse(false)));
        fields.add(date(key.map(Keys.State::created)));
        fields.add(date(use.map(Keys.Use::time)));
        fields.add(use.map(Keys.Use::region).orElse(NONE));
        fields.add(use.map(Keys.Use::service).orElse(NONE));
    }

    private static String date(Optional<Instant> time) {
        return time.map(ServerClock::xmlDate).orElse(NONE);
    }

    /** Names of users may have commas in them. */
    private static String quoted(String field) {
        return field.contains(",") ? '"' + field + '"' : field;
    }
}
