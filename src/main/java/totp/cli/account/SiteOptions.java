package totp.cli.account;

import java.net.IDN;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import totp.cli.session.Failure;
import totp.cli.session.Session;
import totp.cli.session.Syntax;
import totp.cli.session.Value;
import totp.message.Message;
import totp.otp.Site;

/** The sites that an account is linked to. */
final class SiteOptions {
    private List<String> added = List.of();
    private List<String> removed = List.of();

    void declareAddition(Syntax syntax) {
        syntax.repeated(Value.TEXT, "HOST", given -> added = given, "--site");
    }

    void declareRemoval(Syntax syntax) {
        syntax.repeated(Value.TEXT, "HOST", given -> removed = given, "--no-site");
    }

    boolean areGiven() {
        return !added.isEmpty() || !removed.isEmpty();
    }

    /** Before anything is opened: each is a host, and is written from here on as browsers write it. */
    void check(Session session) throws Failure {
        added = written("--site", added);
        removed = written("--no-site", removed);
        for (String site : added) {
            if (Site.parse(site).filter(Site::isShared).isPresent()) {
                session.output().warning(Message.of("account.site-shared", site));
            }
        }
    }

    private static List<String> written(String option, List<String> given) throws Failure {
        Set<String> sites = new LinkedHashSet<>();
        for (String text : given) {
            sites.add(Site.parse(text)
                    .orElseThrow(() -> Failure.usage(
                            Message.of("account.is-no-site", option), Message.of("account.site-is-a-host")))
                    .toString());
        }
        return List.copyOf(sites);
    }

    /** Those of an account with what the options say. */
    List<String> edited(List<String> present) {
        Set<String> sites = new LinkedHashSet<>(present);
        removed.forEach(sites::remove);
        sites.addAll(added);
        return new ArrayList<>(sites);
    }

    /** With the letters that its owner knows it by, where the host has others than these. */
    static String shown(String site) {
        String known = IDN.toUnicode(site);
        return known.equals(site) ? site : site + " (" + known + ")";
    }
}
