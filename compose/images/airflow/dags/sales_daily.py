from airflow.providers.standard.operators.empty import EmptyOperator
from airflow.sdk import DAG

with DAG("sales_daily", schedule=None):
    EmptyOperator(task_id="start")
