package totp.cli.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import totp.cli.TestHost;
import totp.cli.session.ExitCode;
import totp.standin.AccessKey;
import totp.standin.LoginProfile;
import totp.standin.Principal;

/** Whom a demand for MFA would shut out is found out before anything is written, and nothing is done unasked. */
final class LockOutTest extends WithGroups {
    /** Each way to shut somebody out by this command. */
    enum Danger {
        KEY_IN_USE("its key was used 2h ago and it has no MFA device") {
            @Override
            String[] arrange(LockOutTest test) {
                test.keyUsed(test.bob, Duration.ofHours(2));
                return demand("--user", "bob");
            }
        },
        KEY_IN_USE_A_MONTH_AGO("its key was used 29d ago") {
            @Override
            String[] arrange(LockOutTest test) {
                test.keyUsed(test.bob, Duration.ofDays(30).minusHours(1));
                return demand("--user", "bob");
            }
        },
        KEY_IN_USE_AND_A_PASSKEY("STS does not take its passkey") {
            @Override
            String[] arrange(LockOutTest test) {
                test.keyUsed(test.bob, Duration.ofHours(2));
                test.world().iam.devices().putFido(test.bob, "key");
                return demand("--user", "bob");
            }
        },
        MEMBER_ALREADY("its key was used 2h ago") {
            @Override
            String[] arrange(LockOutTest test) {
                test.keyUsed(test.bob, Duration.ofHours(2));
                test.account.addGroup("developers").add(test.bob);
                return demand("--user", "carol");
            }
        },
        FORCED_PASSWORD("must change the password") {
            @Override
            String[] arrange(LockOutTest test) {
                test.bob.setPassword(LoginProfile.since(test.world().host.now()).requiringReset());
                return demand("--user", "bob");
            }
        },
        STRICT("with --strict cannot make one") {
            @Override
            String[] arrange(LockOutTest test) {
                return demand("--user", "bob", "--strict");
            }
        },
        CALLER("this is you, and you have no MFA device") {
            @Override
            String[] arrange(LockOutTest test) {
                return demand("--user", "alice");
            }
        },
        CALLER_WITH_A_PASSKEY("this is you, and STS takes no passkeys") {
            @Override
            String[] arrange(LockOutTest test) {
                test.world().iam.devices().putFido(test.world().alice, "key");
                return demand("--user", "alice");
            }
        },
        CALLER_A_MEMBER_ALREADY("this is you") {
            @Override
            String[] arrange(LockOutTest test) {
                test.account.addGroup("developers").add(test.world().alice);
                return demand();
            }
        },
        KEYS_NOT_KNOWN("what depends on this user is not known: ListAccessKeys: AccessDenied") {
            @Override
            String[] arrange(LockOutTest test) {
                test.world().alice.setPolicies(allowingAllBut("iam:ListAccessKeys"));
                return demand("--user", "bob");
            }
        },
        PASSWORD_NOT_KNOWN("is not known: GetLoginProfile: AccessDenied") {
            @Override
            String[] arrange(LockOutTest test) {
                test.world().alice.setPolicies(allowingAllBut("iam:GetLoginProfile"));
                return demand("--user", "bob");
            }
        },
        MEMBER_OF_ANOTHER_GROUP_THAT_HAS_THE_POLICY("with --strict cannot make one") {
            @Override
            String[] arrange(LockOutTest test) {
                test.world().succeed(demand());
                test.account.addGroup("others").attach(test.policy()).add(test.bob);
                return demand("--strict", "--update");
            }
        },
        OWNER_OF_THE_POLICY("with --strict cannot make one") {
            @Override
            String[] arrange(LockOutTest test) {
                test.world().succeed(demand());
                test.bob.attach(test.policy());
                return demand("--strict", "--update");
            }
        },
        HOLDERS_NOT_KNOWN("who else has this policy is not known: ListEntitiesForPolicy: AccessDenied") {
            @Override
            String[] arrange(LockOutTest test) {
                test.world().succeed(demand());
                test.world().alice.setPolicies(allowingAllBut("iam:ListEntitiesForPolicy"));
                return demand("--strict", "--update");
            }
        };

        final String told;

        Danger(String told) {
            this.told = told;
        }

        abstract String[] arrange(LockOutTest test);
    }

    @ParameterizedTest
    @MethodSource("dangers")
    void nobodyIsShutOutUnasked(Danger danger) {
        String[] command = danger.arrange(this);
        List<String> before = writes();
        TestHost.Result result = world().expect(ExitCode.USAGE, command);
        assertTrue(result.out().contains(danger.told), result.out());
        assertTrue(result.err().contains("1 would be shut out; nothing was changed"), result.err());
        assertEquals(before, writes());
        TestHost.Result wanted = world().expect(
                        ExitCode.DONE,
                        Stream.concat(Stream.of(command), Stream.of("--yes")).toArray(String[]::new));
        assertTrue(wanted.out().contains(danger.told), wanted.out());
        assertTrue(writes().size() > before.size(), wanted.out());
    }

    static List<Danger> dangers() {
        return List.of(Danger.values());
    }

    /** What endangers nobody asks nothing. */
    @Test
    void whoHasADeviceOrAnOldKeyIsPutInWithoutAQuestion() {
        world().iam.devices().putVirtual(bob, "bob");
        keyUsed(bob, Duration.ofHours(2));
        Principal carol = account.user("carol").orElseThrow();
        keyUsed(carol, Duration.ofDays(31));
        carol.setPassword(LoginProfile.since(world().host.now()));
        Principal dave = account.addUser("dave");
        world().iam.devices().putFido(dave, "key");
        dave.setPassword(LoginProfile.since(world().host.now()).requiringReset());
        AccessKey inactive = keyUsed(dave, Duration.ofHours(1));
        account.keys().setActive(inactive, false);
        String out = world().succeed(demand("--user", "bob", "--user", "carol", "--user", "dave"));
        assertTrue(
                out.contains(
                        "~ user    bob  its key was used 2h ago: what uses it stops until it has a session with MFA (totp aws setup PROFILE)"),
                out);
        assertFalse(out.contains("!"), out);
        assertEquals(List.of("bob", "carol", "dave"), members("developers"));
    }

    @Test
    void aFirstPasswordMayBeChangedWhereThatIsAllowed() {
        bob.setPassword(LoginProfile.since(world().host.now()).requiringReset());
        world().succeed(demand("--user", "bob", "--allow-password-change"));
        TestHost.Result other = world().expect(ExitCode.EXISTS, demand());
        assertTrue(other.err().contains("was made with --allow-password-change"), other.err());
    }
}
