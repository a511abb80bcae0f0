/**
 * A local IAM and STS, as strict as the real ones about what the program depends on: signatures, the order, the age and
 * the reuse of codes, clocks, policies, what is assigned to whom, and answers that never arrive.
 *
 * <p>The emulators that there are take any digits for a code, so tests against them prove nothing about codes. This one
 * shares no code with the program ({@link totp.standin.StandinTest} checks it): what it refuses, it refuses by its own
 * reading of the RFCs and of the AWS documentation, and not because the program has the same mistake.
 *
 * <pre>{@code
 * try (LocalIam iam = LocalIam.builder().start()) {
 *     Principal alice = iam.account().addUser("alice");
 *     AccessKey key = iam.account().addKey(alice);
 *     iam.faults().add("EnableMFADevice:1:lose-after");
 *     // ... a client with this key at iam.endpoint() ...
 *     assertEquals(2, iam.log().of("EnableMFADevice").size());
 * }
 * }</pre>
 *
 * <p>An account has users, groups, policies, access keys with their ages and uses, passwords, a credential report, and members
 * whose root users it looks after ({@link totp.standin.LocalIam#organization()}). What a test does not set up over the wire
 * it puts there: {@link totp.standin.Account}, {@link totp.standin.Keys}, {@link totp.standin.CredentialReport}.
 *
 * <p>{@code scripts/local-iam} starts the same thing by hand.
 */
package totp.standin;
