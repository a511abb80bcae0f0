package totp.cli.transfer;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import totp.otp.AccountName;

/**
 * Names that nobody has yet, as {@link AccountName#firstFree} finds them. But where ten thousand want the same name, they do not
 * each begin to count at two: that would be fifty million names.
 */
final class FreeNames {
    private final Set<String> taken;
    private final Map<String, Integer> numbers = new HashMap<>();

    /** @param taken names that are taken; whoever takes one adds it */
    FreeNames(Set<String> taken) {
        this.taken = taken;
    }

    /** {@code wanted} itself, or the first of {@code wanted~2}, {@code wanted~3}… that was not tried before and is not taken. */
    String of(String wanted) {
        if (!taken.contains(wanted)) {
            return wanted;
        }
        int number = numbers.getOrDefault(wanted, 2);
        String name = AccountName.numbered(wanted, number);
        while (taken.contains(name)) {
            name = AccountName.numbered(wanted, ++number);
        }
        numbers.put(wanted, number + 1);
        return name;
    }
}
