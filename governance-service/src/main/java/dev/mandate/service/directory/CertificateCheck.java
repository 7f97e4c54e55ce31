package dev.mandate.service.directory;

import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.util.ssl.HostNameSSLSocketVerifier;
import com.unboundid.util.ssl.SSLSocketVerifier;
import java.net.InetAddress;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;

/** Insists that the certificate names the host or the address asked for. */
final class CertificateCheck extends SSLSocketVerifier {
    /** A name in the subject counts only where the certificate has no alternative names. */
    private final SSLSocketVerifier names = new HostNameSSLSocketVerifier(true, false);

    private static final int IP_ADDRESS = 7;

    @Override
    public void verifySSLSocket(String host, int port, SSLSocket socket) throws LDAPException {
        try {
            names.verifySSLSocket(host, port, socket);
            requireAddress(host, (X509Certificate) socket.getSession().getPeerCertificates()[0]);
        } catch (LDAPException | CertificateException | SSLPeerUnverifiedException e) {
            throw new LDAPException(
                    ResultCode.CONNECT_ERROR, "another name", new CertificateException("for another name", e));
        }
    }

    /** Where the URL says an address, only that address will do: a name that it resolves to proves nothing. */
    private static void requireAddress(String host, X509Certificate certificate) throws CertificateException {
        InetAddress address;
        try {
            address = InetAddress.ofLiteral(host);
        } catch (IllegalArgumentException name) {
            return;
        }
        Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
        boolean named = alternatives != null
                && alternatives.stream()
                        .filter(one -> Integer.valueOf(IP_ADDRESS).equals(one.get(0)))
                        .anyMatch(one ->
                                InetAddress.ofLiteral((String) one.get(1)).equals(address));
        if (!named) {
            throw new CertificateException("does not name the address");
        }
    }
}
