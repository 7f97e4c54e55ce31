package dev.mandate.service.signin;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.AESDecrypter;
import com.nimbusds.jose.crypto.AESEncrypter;
import dev.mandate.service.ledger.LedgerSettings;
import dev.mandate.service.platform.PrivateFile;
import dev.mandate.service.platform.Problem;
import dev.mandate.service.platform.Token;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * Seals what the store keeps and must not give away. Each secret has a key of its own, which a key of the data folder wraps (AES-256-GCM
 * both). What is sealed for one row and column opens for no other.
 */
@Component
class Sealing {
    private static final String NAME = "sealing.keys";
    private static final String PLACE = "place";
    private static final int LONGEST = 10_000;
    private static final int FEWEST = 17;

    private final Path file;

    Sealing(LedgerSettings settings) {
        this.file = settings.keys().resolve(NAME);
    }

    /** A key of the file; its id tells nothing of it. */
    private record Key(Token secret) {
        String id() {
            return secret.derived("id of the sealing key");
        }

        byte[] bytes() {
            return Base64.getUrlDecoder().decode(secret.value());
        }
    }

    /** Makes the file where nothing was ever sealed. */
    void begin() {
        if (!Files.exists(file)) {
            write(List.of(new Key(Token.random())));
        }
    }

    /** Whatever was sealed before is lost. */
    void startOver() {
        write(List.of(new Key(Token.random())));
    }

    /** From now on another key seals; those before it still open. */
    void rotate() {
        List<Key> keys = new ArrayList<>(read());
        keys.add(new Key(Token.random()));
        write(keys);
    }

    /** Only the last key is kept, and those without which something of this does not open. */
    void forgetOlder(Collection<String> sealed) {
        Set<String> needed = sealed.stream().map(Sealing::keyId).collect(Collectors.toSet());
        List<Key> keys = read();
        write(keys.stream()
                .filter(key -> key.equals(keys.getLast()) || needed.contains(key.id()))
                .toList());
    }

    private static String keyId(String sealed) {
        try {
            return String.valueOf(JWEObject.parse(sealed).getHeader().getKeyID());
        } catch (ParseException changed) {
            return "";
        }
    }

    /** @param place table, row and column */
    String seal(String place, String secret) {
        Key key = read().getLast();
        var header = new JWEHeader.Builder(JWEAlgorithm.A256GCMKW, EncryptionMethod.A256GCM)
                .keyID(key.id())
                .customParam(PLACE, place)
                .build();
        var sealed = new JWEObject(header, new Payload(secret));
        try {
            sealed.encrypt(new AESEncrypter(key.bytes()));
        } catch (JOSEException impossible) {
            throw new IllegalStateException("cannot seal", impossible);
        }
        return sealed.serialize();
    }

    /** A hash of what is short enough to be tried out by whoever has the store: it takes the file too. Another key gives another one. */
    byte[] keyed(String text) {
        return Token.hash(read().getLast().secret().derived("hash of " + text));
    }

    /** @throws Problem where it was sealed for another place, or by a key that is not in the file */
    String open(String place, String sealed) {
        try {
            JWEObject object = JWEObject.parse(sealed);
            JWEHeader header = object.getHeader();
            // The whole header is authenticated with the secret.
            if (!place.equals(header.getCustomParam(PLACE))
                    || !JWEAlgorithm.A256GCMKW.equals(header.getAlgorithm())
                    || !EncryptionMethod.A256GCM.equals(header.getEncryptionMethod())) {
                throw new Problem(Code.SEAL_BROKEN, place + " holds what was sealed for another place");
            }
            Key key = read().stream()
                    .filter(one -> one.id().equals(header.getKeyID()))
                    .findFirst()
                    .orElseThrow(() -> new Problem(
                            Code.SEALING_KEY_MISSING,
                            "another " + NAME + " sealed what the store keeps: copy it from the first node, restore it"
                                    + " from its backup, or give it up with mandate signing-key rotate --forget"));
            object.decrypt(new AESDecrypter(key.bytes()));
            return object.getPayload().toString();
        } catch (ParseException | JOSEException broken) {
            throw new Problem(Code.SEAL_BROKEN, place + " does not hold what was sealed for it");
        }
    }

    /** Why something does not open. */
    enum Code implements Problem.Code {
        SEALING_KEY_MISSING,
        SEAL_BROKEN;

        @Override
        public int status() {
            return 503;
        }

        @Override
        public Problem.Blame blame() {
            return Problem.Blame.INTERNAL;
        }
    }

    private List<Key> read() {
        try {
            if (Files.size(file) <= LONGEST) {
                List<Key> keys = Files.readAllLines(file).stream()
                        .map(line -> Token.of(line).map(Key::new).orElseThrow(Sealing::unreadable))
                        .peek(Sealing::requireRandom)
                        .toList();
                if (!keys.isEmpty()) {
                    return keys;
                }
            }
        } catch (IOException e) {
            throw unreadable();
        }
        throw unreadable();
    }

    /** A sample, a sequence or hexadecimal digits: of 32 random bytes about 30 differ, and so do the steps between them. */
    private static void requireRandom(Key key) {
        var values = new BitSet();
        var steps = new BitSet();
        byte before = 0;
        for (byte one : key.bytes()) {
            values.set(one & 0xff);
            steps.set((one - before) & 0xff);
            before = one;
        }
        if (Math.min(values.cardinality(), steps.cardinality()) < FEWEST) {
            throw new Problem(
                    Code.SEALING_KEY_MISSING,
                    "keys/" + NAME + " of the data folder holds a key that is not random, so anybody may have it: end"
                            + " what it sealed and have a new one made with mandate signing-key rotate --forget");
        }
    }

    private static Problem unreadable() {
        return new Problem(
                Code.SEALING_KEY_MISSING,
                "keys/" + NAME
                        + " of the data folder cannot be read, or is not what it was: restore it from its backup, or"
                        + " give up what it sealed with mandate signing-key rotate --forget");
    }

    private void write(List<Key> keys) {
        try {
            PrivateFile.replace(
                    file, keys.stream().map(key -> key.secret().value() + "\n").collect(Collectors.joining()));
        } catch (IOException e) {
            throw new Problem(
                    Code.SEALING_KEY_MISSING,
                    "cannot write keys/" + NAME + " (" + e.getClass().getSimpleName() + ")");
        }
    }
}
