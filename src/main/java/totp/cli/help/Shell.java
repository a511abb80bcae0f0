package totp.cli.help;

import java.util.List;

/** The shells that complete, each by a script of its own. Lower case, since it is spelled so on the command line. */
public enum Shell {
    bash("share/bash-completion/completions/totp") {
        @Override
        void model(CompletionModel model, StringBuilder script) {
            model.functions(script);
        }
    },
    zsh("share/zsh/site-functions/_totp") {
        @Override
        void model(CompletionModel model, StringBuilder script) {
            model.functions(script);
            model.meanings(script);
        }
    },
    fish("share/fish/vendor_completions.d/totp.fish") {
        @Override
        void model(CompletionModel model, StringBuilder script) {
            new FishCompletions(model).append(script);
        }
    };

    private static final String MARK = "# @model@\n";

    private final String place;

    Shell(String place) {
        this.place = place;
    }

    /** Where the shell looks for it, below the prefix of an installation. */
    public String place() {
        return place;
    }

    abstract void model(CompletionModel model, StringBuilder script);

    /** The script: what each shell needs stands in a file of resources, and the model of the commands goes into it. */
    public String script(List<Chapter> chapters) {
        String frame = Resource.text("completion." + name());
        int mark = frame.indexOf(MARK);
        StringBuilder script = new StringBuilder(frame.substring(0, mark));
        model(new CompletionModel(chapters), script);
        return script.append(frame.substring(mark + MARK.length())).toString().stripTrailing();
    }
}
