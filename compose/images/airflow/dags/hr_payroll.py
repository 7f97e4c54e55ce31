"""A DAG whose own file rules on who may see it: every parse undoes other grants on it."""

from airflow.providers.standard.operators.empty import EmptyOperator
from airflow.sdk import DAG

with DAG("hr_payroll", schedule=None, access_control={"Viewer": {"DAGs": {"can_read"}}}):
    EmptyOperator(task_id="start")
