from airflow.providers.standard.operators.empty import EmptyOperator
from airflow.sdk import DAG

with DAG("finance_close", schedule=None):
    EmptyOperator(task_id="start")
