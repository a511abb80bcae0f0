package totp.cli.watch;

import java.util.Optional;
import totp.cli.session.Key;
import totp.message.Message;

/** What a key does in the list: letters search, and what does something is Enter, a Ctrl or a function key. */
final class ListKeys {
    private static final int REVEAL = 2;
    private static final int HIDE = 3;
    private static final int FAVORITE = 4;
    private static final int COUNT = 5;
    private static final int QR = 6;

    private final Watching watching;
    private final Model model;
    private final Errands errands;

    /** Whether a search has been begun, in which q is a letter. */
    private boolean searching;

    ListKeys(Watching watching, Model model, Errands errands) {
        this.watching = watching;
        this.model = model;
        this.errands = errands;
    }

    void press(Key key) {
        model.tell(Message.NONE);
        switch (key.kind()) {
            case TEXT -> type(key);
            case ERASE -> erase();
            case ESCAPE -> escape();
            case ENTER -> model.selected().ifPresent(this::copy);
            case UP -> model.move(-1);
            case DOWN -> model.move(1);
            case PAGE_UP -> model.move(-model.height());
            case PAGE_DOWN -> model.move(model.height());
            case HOME -> model.move(-model.total());
            case END -> model.move(model.total());
            case CONTROL -> control((char) key.code());
            case FUNCTION -> function(key.code());
            case OTHER -> {}
        }
    }

    private void type(Key key) {
        boolean begins = model.query().isEmpty() && !searching;
        if (begins && key.isText('q')) {
            watching.end();
        } else if (begins && key.isText('/')) {
            searching = true;
        } else if (!begins || !key.isText(' ')) {
            searching = true;
            model.search(model.query() + key.text());
        }
    }

    private void erase() {
        String query = model.query();
        if (!query.isEmpty()) {
            model.search(query.substring(0, query.offsetByCodePoints(query.length(), -1)));
        }
    }

    private void escape() {
        if (model.query().isEmpty() && !searching) {
            watching.end();
        }
        clear();
    }

    private void clear() {
        searching = false;
        model.search("");
    }

    private void control(char letter) {
        switch (letter) {
            case 'r' -> function(REVEAL);
            case 's' -> function(HIDE);
            case 'f' -> function(FAVORITE);
            case 'n' -> function(COUNT);
            case 'q' -> function(QR);
            case 'u' -> clear();
            default -> {}
        }
    }

    private void function(int number) {
        Keeper keeper = watching.keeper();
        Optional<Row> row = model.selected();
        if (number == HIDE) {
            model.hideAll(!model.hides());
        } else if (number == REVEAL) {
            reveal();
        } else if (row.isPresent()) {
            switch (number) {
                case FAVORITE -> favorite(row.get());
                case COUNT -> count(row.get());
                case QR -> watching.workAsking(asking -> () -> errands.qr(keeper, asking, row.get()), watching::show);
                default -> {}
            }
        }
    }

    private void reveal() {
        if (model.hides()) {
            model.reveal();
        } else {
            model.tell(Message.of("watch.hidden-with"));
        }
    }

    private void favorite(Row row) {
        Keeper keeper = watching.keeper();
        watching.workAsking(
                asking -> () -> {
                    errands.favorite(keeper, asking, row);
                    return row;
                },
                done -> model.tell(
                        row.favorite()
                                ? Message.of("watch.no-favourite", row.name())
                                : Message.of("watch.favourite", row.name())));
    }

    private void count(Row row) {
        if (!row.isCounted()) {
            model.tell(Message.of("watch.not-counted", row.name()));
            return;
        }
        Keeper keeper = watching.keeper();
        watching.work(() -> errands.code(keeper, row), code -> {
            model.count(row.id(), code.text(), watching.now());
            model.tell(code.warning());
        });
    }

    private void copy(Row row) {
        Keeper keeper = watching.keeper();
        if (!row.hasCodes()) {
            model.tell(Message.of("watch.needs-pin"));
        } else if (row.isCounted()) {
            Optional<String> shown = model.counted(row, watching.now());
            if (shown.isEmpty()) {
                model.tell(Message.of("watch.counted"));
            } else {
                watching.work(() -> errands.copy(row, shown.get(), Message.NONE), model::tell);
            }
        } else {
            watching.work(() -> errands.copyCode(keeper, row), copied -> {
                copied.end().ifPresent(end -> model.use(row.id(), end));
                model.tell(copied.told());
            });
        }
    }
}
