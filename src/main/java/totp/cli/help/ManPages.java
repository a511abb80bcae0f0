package totp.cli.help;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import totp.cli.session.Argument;
import totp.cli.session.ExitCode;

/** Manual pages: one of the program, one of each command. Written in mdoc, which mandoc and groff both read. */
public final class ManPages {
    /** That of all files of a build, so that the same sources give the same pages. */
    private static final String DATE = "January 1, 2026";

    /** About the file, and written by hand. */
    private static final String FORMAT = "totp-vault.5";

    private final List<Chapter> chapters;

    /** @param chapters of the commands that people are told of */
    public ManPages(List<Chapter> chapters) {
        this.chapters = chapters;
    }

    /** The pages, by the names of their files. */
    public Map<String, String> all() {
        Map<String, String> pages = new LinkedHashMap<>();
        pages.put("totp.1", program());
        for (Chapter chapter : chapters) {
            pages.put("totp-" + chapter.word() + ".1", command(chapter));
        }
        pages.put(FORMAT, Resource.text(FORMAT));
        return pages;
    }

    private String program() {
        Mdoc page = new Mdoc(DATE, "totp", Texts.of("overview.what"));
        page.section("SYNOPSIS");
        page.synopsis("totp COMMAND [options]");
        page.section("DESCRIPTION");
        Texts.all("overview.about").forEach(page::paragraph);
        for (Group group : Group.values()) {
            List<Chapter> of = chapters.stream()
                    .filter(chapter -> chapter.group() == group)
                    .toList();
            if (!of.isEmpty()) {
                page.subsection(group.title());
                page.list();
                for (Chapter chapter : of) {
                    page.itemOfPage(page(chapter));
                    page.text(chapter.summary(Chapter.WHOLE) + ".");
                }
                page.endList();
            }
        }
        page.section("OPTIONS");
        Chapter all = HelpPages.everyCommand();
        page.paragraph(Texts.of("options.about"));
        options(page, all, Chapter.WHOLE, all.common());
        Texts.all("options.opening").forEach(page::paragraph);
        page.section("ENVIRONMENT");
        things(page, "Ev", Surroundings.variables());
        page.section("FILES");
        things(page, "Pa", Surroundings.files());
        page.section("EXIT STATUS");
        page.list();
        for (ExitCode code : ExitCode.values()) {
            page.item("No", Integer.toString(code.number()));
            page.text(code.meaning());
        }
        page.endList();
        List<String> others =
                new ArrayList<>(chapters.stream().map(ManPages::page).sorted().toList());
        others.add("totp-vault 5");
        page.references(others);
        return page.toString();
    }

    private static void things(Mdoc page, String macro, List<Surroundings.Thing> things) {
        page.list();
        for (Surroundings.Thing thing : things) {
            page.item(macro, thing.name());
            page.text(thing.means());
        }
        page.endList();
    }

    private String command(Chapter chapter) {
        String name = "totp-" + chapter.word();
        Mdoc page = new Mdoc(DATE, name, chapter.summary(Chapter.WHOLE));
        page.section("SYNOPSIS");
        List<String> sections = new ArrayList<>(chapter.sections());
        if (chapter.actions().isEmpty()) {
            sections.add(0, Chapter.WHOLE);
        }
        for (String section : sections) {
            page.synopsis(chapter.usage(section));
        }
        page.section("DESCRIPTION");
        chapter.about(Chapter.WHOLE).forEach(page::paragraph);
        arguments(page, chapter, Chapter.WHOLE);
        for (String section : chapter.sections()) {
            page.subsection(chapter.usage(section).replaceFirst(" \\[options]$", ""));
            chapter.about(section).forEach(page::paragraph);
            arguments(page, chapter, section);
            examples(page, chapter, section);
        }
        page.section("OPTIONS OF ALL COMMANDS");
        page.paragraph(Texts.of("man.common-options"));
        options(page, chapter, Chapter.WHOLE, chapter.common());
        if (!chapter.examples(Chapter.WHOLE).isEmpty()) {
            page.section("EXAMPLES");
            examples(page, chapter, Chapter.WHOLE);
        }
        page.references(List.of("totp 1", "totp-vault 5"));
        return page.toString();
    }

    private static void arguments(Mdoc page, Chapter chapter, String section) {
        List<Argument> arguments = new ArrayList<>(chapter.arguments(section));
        arguments.removeIf(Argument::isAction);
        if (!arguments.isEmpty()) {
            options(page, chapter, section, arguments);
        }
    }

    private static void options(Mdoc page, Chapter chapter, String section, List<Argument> arguments) {
        page.list();
        for (Argument argument : arguments) {
            String means = chapter.explanation(section, argument).orElse("");
            if (argument.isOption()) {
                page.item(argument);
            } else {
                page.item("Ar", argument.label());
            }
            page.text(means);
        }
        page.endList();
    }

    private static void examples(Mdoc page, Chapter chapter, String section) {
        for (Chapter.Example example : chapter.examples(section)) {
            page.example(example.line(), example.does());
        }
    }

    private static String page(Chapter chapter) {
        return "totp-" + chapter.word() + " 1";
    }
}
