package dev.mandate.service.yaml;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Turns the text of one file into nodes. Works on the parser's events, because only they still show aliases and tags,
 * and because nesting is bounded before anything recursive sees it.
 */
public final class YamlText {
    private static final int DEEPEST = 40;

    private final String file;
    private final String text;
    private final Faults faults;
    private final int most;
    private int nodes;
    private Iterator<Event> events = List.<Event>of().iterator();

    private YamlText(String file, String text, Faults faults, int most) {
        this.file = file;
        this.text = text;
        this.faults = faults;
        this.most = most;
    }

    /** The documents of the file; empty, with a fault, where the text is not YAML. */
    public static List<Node> read(String file, String text, Faults faults) {
        return read(file, text, faults, Integer.MAX_VALUE);
    }

    /** As {@link #read(String, String, Faults)}; more nodes than {@code most} are a fault too. */
    public static List<Node> read(String file, String text, Faults faults, int most) {
        return new YamlText(file, text, faults, most).documents();
    }

    private List<Node> documents() {
        var settings = LoadSettings.builder()
                .setLabel(file)
                .setCodePointLimit(Integer.MAX_VALUE)
                .build();
        var documents = new ArrayList<Node>();
        try {
            events = new Parse(settings).parseString(text).iterator();
            while (events.hasNext()) {
                if (events.next() instanceof NodeEvent event) {
                    documents.add(node(event, 1));
                }
            }
            return documents;
        } catch (TooMuch e) {
            faults.unreadable(e.place, String.valueOf(e.getMessage()), e.fix);
        } catch (MarkedYamlEngineException e) {
            Place place =
                    e.getProblemMark().or(e::getContextMark).map(this::place).orElseGet(this::start);
            faults.unreadable(place, "not YAML: " + problem(e), "correct the syntax here or just before");
        } catch (ReaderException e) {
            faults.unreadable(
                    placeOf(e.getPosition()),
                    String.format("character U+%04X is not allowed in YAML", e.getCodePoint()),
                    "remove it, or write it as an escape in double quotes");
        } catch (YamlEngineException e) {
            faults.unreadable(start(), "not YAML: " + e.getMessage(), "correct the syntax");
        }
        return List.of();
    }

    private Node node(NodeEvent event, int depth) {
        Place place = place(event);
        if (depth > DEEPEST) {
            throw new TooMuch(place, "nested more than " + DEEPEST + " levels deep", "flatten it");
        }
        if (++nodes > most) {
            throw new TooMuch(place, "more than " + most + " keys and values", "split it, or is it the right file?");
        }
        if (event instanceof AliasEvent alias) {
            faults.add(
                    place, "alias " + Shown.quote("*" + alias.getAlias()) + " is not allowed", "write the value out");
            return new Node.Text(place, "*" + alias.getAlias(), false);
        }
        event.getAnchor().ifPresent(anchor -> faultyAnchor(place, anchor));
        return switch (event) {
            case ScalarEvent scalar -> text(place, scalar);
            case CollectionStartEvent start
            when start.getEventId() == Event.ID.MappingStart -> table(place, start, depth);
            case CollectionStartEvent start -> items(place, start, depth);
            default -> throw new IllegalStateException("unexpected YAML event " + event.getEventId());
        };
    }

    private void faultyAnchor(Place place, Anchor anchor) {
        faults.add(place, "anchor " + Shown.quote("&" + anchor) + " is not allowed", "remove it and write values out");
    }

    private void refuseTag(Place place, Optional<String> tag) {
        tag.ifPresent(t -> faults.add(
                place, "tag " + Shown.quote(t) + " is not allowed", "remove it; the key says what type the value has"));
    }

    private Node.Text text(Place place, ScalarEvent scalar) {
        refuseTag(place, scalar.getTag());
        String value = scalar.getValue();
        value.codePoints()
                .filter(c -> !Shown.isAllowed(c))
                .findFirst()
                .ifPresent(c -> faults.add(
                        place,
                        String.format("character U+%04X is not allowed in this text", c),
                        "remove it; it is invisible or changes how the text around it reads"));
        return new Node.Text(place, value, scalar.isPlain());
    }

    private Node.Items items(Place place, CollectionStartEvent start, int depth) {
        refuseTag(place, start.getTag());
        var items = new ArrayList<Node>();
        while (events.next() instanceof NodeEvent event) {
            items.add(node(event, depth + 1));
        }
        return new Node.Items(place, items);
    }

    private Node.Table table(Place place, CollectionStartEvent start, int depth) {
        refuseTag(place, start.getTag());
        var entries = new ArrayList<Node.Entry>();
        var seen = new HashMap<String, Place>();
        Event event = events.next();
        for (; event instanceof NodeEvent keyEvent; event = events.next()) {
            Node key = node(keyEvent, depth + 1);
            Node value = node((NodeEvent) events.next(), depth + 1);
            if (!(key instanceof Node.Text name)) {
                faults.add(key.place(), "a key must be text, not " + key.shape(), "write a plain word before the ':'");
                continue;
            }
            Place first = seen.putIfAbsent(name.value(), name.place());
            if (first != null) {
                String message =
                        "key " + Shown.quote(name.value()) + " is written twice, first on line " + first.line();
                faults.add(name.place(), message, "keep one of them");
                continue;
            }
            entries.add(new Node.Entry(name, value));
        }
        return new Node.Table(place, place(event), entries);
    }

    private static String problem(MarkedYamlEngineException e) {
        String context = e.getContext() == null ? "" : e.getContext() + ", ";
        return context + e.getProblem();
    }

    private Place place(Event event) {
        return event.getStartMark().map(this::place).orElseGet(this::start);
    }

    private Place place(Mark mark) {
        return new Place(file, mark.getLine() + 1, mark.getColumn() + 1);
    }

    private Place start() {
        return new Place(file, 1, 1);
    }

    private Place placeOf(int codePoint) {
        int[] before = text.codePoints().limit(Math.max(0, codePoint)).toArray();
        int line = 1;
        int column = 1;
        for (int c : before) {
            line += c == '\n' ? 1 : 0;
            column = c == '\n' ? 1 : column + 1;
        }
        return new Place(file, line, column);
    }

    private static final class TooMuch extends RuntimeException {
        private final transient Place place;
        private final String fix;

        TooMuch(Place place, String message, String fix) {
            super(message);
            this.place = place;
            this.fix = fix;
        }
    }
}
