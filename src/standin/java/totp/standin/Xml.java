package totp.standin;

import java.util.function.Consumer;

/** Writes the few forms of XML that the query protocol answers with. */
final class Xml {
    private final StringBuilder text = new StringBuilder();

    Xml element(String name, String value) {
        text.append('<').append(name).append('>');
        for (int i = 0; i < value.length(); i++) {
            char letter = value.charAt(i);
            switch (letter) {
                case '&' -> text.append("&amp;");
                case '<' -> text.append("&lt;");
                case '>' -> text.append("&gt;");
                default -> text.append(letter);
            }
        }
        text.append("</").append(name).append(">\n");
        return this;
    }

    Xml group(String name, Consumer<Xml> content) {
        return group(name, "", content);
    }

    /** The attributes with a blank before them. */
    Xml group(String name, String attributes, Consumer<Xml> content) {
        text.append('<').append(name).append(attributes).append(">\n");
        content.accept(this);
        text.append("</").append(name).append(">\n");
        return this;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
