"""An alarm on an expression of several metrics is kept as one on the first of them.

ministack deploys no such alarm, and no stack that has one. It has none of AWS's own metrics either, so that no alarm on them ever rings here.
"""

from ministack.services.cloudformation import provisioners


def apply():
    to_record = provisioners._cw_metric_alarm_record
    provisioners._cw_metric_alarm_record = lambda name, props: to_record(name, with_one_metric(props))


def with_one_metric(props):
    for part in props.get("Metrics") or []:
        if "MetricStat" in part:
            stat = part["MetricStat"]
            return {**props, **stat["Metric"], "Statistic": stat["Stat"], "Period": stat["Period"], "Metrics": None}
    return props
