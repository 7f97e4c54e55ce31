package dev.mandate.service.reconcile;

import static dev.mandate.tables.reconcile.Tables.LEASE;

import dev.mandate.model.access.DeploymentId;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import org.jooq.DSLContext;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** One writer per deployment: whoever takes the lease gets the next epoch, and what an older one writes is refused. */
@Repository
class LeaseStore {
    static final Duration LENGTH = Duration.ofMinutes(5);

    /** Of that, what may pass between the renewal and the beginning of a call that changes something. */
    static final Duration SPARE = Duration.ofMinutes(1);

    private final DSLContext sql;

    LeaseStore(DSLContext sql) {
        this.sql = sql;
    }

    /** The epoch taken, or empty while somebody else holds the lease who may still be there. */
    @Transactional
    public OptionalLong take(DeploymentId deployment, LeaseHolder holder, Instant now) {
        String held = sql.select(LEASE.HOLDER)
                .from(LEASE)
                .where(LEASE.DEPLOYMENT.eq(deployment.value()), LEASE.UNTIL.gt(now))
                .fetchOne(LEASE.HOLDER);
        String free = held != null && LeaseHolder.isGone(held) ? held : holder.text();
        Long epoch = sql.insertInto(LEASE)
                .set(LEASE.DEPLOYMENT, deployment.value())
                .set(LEASE.EPOCH, 1L)
                .set(LEASE.HOLDER, holder.text())
                .set(LEASE.UNTIL, now.plus(LENGTH))
                .onConflict(LEASE.DEPLOYMENT)
                .doUpdate()
                .set(LEASE.EPOCH, LEASE.EPOCH.plus(1))
                .set(LEASE.HOLDER, holder.text())
                .set(LEASE.UNTIL, now.plus(LENGTH))
                .where(LEASE.UNTIL.le(now).or(LEASE.HOLDER.in(holder.text(), free)))
                .returning(LEASE.EPOCH)
                .fetchOne(LEASE.EPOCH);
        return epoch == null ? OptionalLong.empty() : OptionalLong.of(epoch);
    }

    /**
     * Holds the lease for the rest of the transaction and extends it.
     *
     * @throws LeaseLost when another writer took over
     */
    void assertHeld(DeploymentId deployment, long epoch, Instant now) {
        int held = sql.update(LEASE)
                .set(LEASE.UNTIL, now.plus(LENGTH))
                .where(LEASE.DEPLOYMENT.eq(deployment.value()), LEASE.EPOCH.eq(epoch))
                .execute();
        if (held == 0) {
            throw LeaseLost.takenOver(deployment, epoch);
        }
    }

    @Transactional
    public void release(DeploymentId deployment, long epoch, Instant now) {
        sql.update(LEASE)
                .set(LEASE.UNTIL, now)
                .where(LEASE.DEPLOYMENT.eq(deployment.value()), LEASE.EPOCH.eq(epoch))
                .execute();
    }

    /** What a writer that may no longer hold the deployment still wanted to do must not be done. */
    static final class LeaseLost extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private LeaseLost(String message) {
            super(message);
        }

        static LeaseLost takenOver(DeploymentId deployment, long epoch) {
            return new LeaseLost("deployment " + deployment + ": another reconciliation took over from epoch " + epoch
                    + "; this one stops");
        }

        static LeaseLost stoodStill(DeploymentId deployment) {
            return new LeaseLost("deployment " + deployment + ": this reconciliation stood still for more than "
                    + SPARE.toSeconds() + " s before a change, so another may have begun; it stops, and the next one"
                    + " reads what is there");
        }
    }
}
