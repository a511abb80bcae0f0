package totp.standin;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;

/**
 * One line of a condition block; all must hold. An operator that begins with Not, or has it within, holds where its opposite
 * does not, and so it does too where the key is absent; all others do not hold then.
 *
 * @param operator without the IfExists
 */
record Condition(String operator, boolean ifExists, String key, List<String> values) {
    static final String IF_EXISTS = "IfExists";

    static final Set<String> OPERATORS = Set.of(
            "Bool",
            "Null",
            "StringEquals",
            "StringNotEquals",
            "StringEqualsIgnoreCase",
            "StringNotEqualsIgnoreCase",
            "StringLike",
            "StringNotLike",
            "ArnEquals",
            "ArnNotEquals",
            "ArnLike",
            "ArnNotLike",
            "NumericEquals",
            "NumericNotEquals",
            "NumericLessThan",
            "NumericLessThanEquals",
            "NumericGreaterThan",
            "NumericGreaterThanEquals");

    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,18}(\\.[0-9]{1,18})?");

    /** Whether IAM would take these values for this operator. */
    boolean isWellFormed() {
        return switch (operator) {
            case "Bool", "Null" -> values.stream().allMatch(value -> value.matches("(?i)true|false"));
            default ->
                !operator.startsWith("Numeric")
                        || values.stream()
                                .allMatch(value -> NUMBER.matcher(value).matches());
        };
    }

    /** @param context condition keys in lower case */
    boolean holds(Map<String, String> context) {
        String actual = context.get(key.toLowerCase(Locale.ROOT));
        if (operator.equals("Null")) {
            return values.stream().anyMatch(value -> Boolean.parseBoolean(value) == (actual == null));
        }
        boolean negated = operator.contains("Not");
        if (actual == null) {
            return ifExists || negated;
        }
        BiPredicate<String, String> match = match(operator.replace("Not", ""));
        boolean any = values.stream()
                .flatMap(value -> Policy.filled(value, context).stream())
                .anyMatch(value -> match.test(value, actual));
        return any != negated;
    }

    private static BiPredicate<String, String> match(String plain) {
        return switch (plain) {
            case "Bool", "StringEqualsIgnoreCase" -> String::equalsIgnoreCase;
            case "StringEquals" -> String::equals;
            case "StringLike" -> Policy::wildcard;
            case "ArnEquals", "ArnLike" -> Condition::arnLike;
            default -> (value, actual) -> numeric(plain, value, actual);
        };
    }

    private static boolean numeric(String operator, String value, String actual) {
        if (!NUMBER.matcher(actual).matches()) {
            return false;
        }
        int order = new BigDecimal(actual).compareTo(new BigDecimal(value));
        return switch (operator) {
            case "NumericEquals" -> order == 0;
            case "NumericLessThan" -> order < 0;
            case "NumericLessThanEquals" -> order <= 0;
            case "NumericGreaterThan" -> order > 0;
            case "NumericGreaterThanEquals" -> order >= 0;
            default -> throw new IllegalStateException("refused by the reader: " + operator);
        };
    }

    /** Part by part: a wildcard does not reach over a colon, but in the last part, which may hold some. */
    private static boolean arnLike(String pattern, String arn) {
        String[] patterns = pattern.split(":", 6);
        String[] parts = arn.split(":", 6);
        if (patterns.length != 6 || parts.length != 6) {
            return pattern.equals("*");
        }
        for (int i = 0; i < 6; i++) {
            if (!Policy.wildcard(patterns[i], parts[i])) {
                return false;
            }
        }
        return true;
    }
}
